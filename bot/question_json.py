"""A question as plain JSON, for where one is kept: behind buttons. PURE.

What an older or newer version wrote is read as far as it is understood; None where it is not.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.question import Question
from storage.plan import Period

QUESTIONS = TypeAdapter(Question)
# The nouns name their types for type checkers only.
QUESTIONS.rebuild(_types_namespace={"date": date, "datetime": datetime, "Period": Period})


def question_json(question: Question) -> dict[str, Any]:
    """Write what differs from a question that says nothing."""
    written: dict[str, Any] = QUESTIONS.dump_python(question, mode="json", exclude_defaults=True)
    return written


def read_question(written: object) -> Question | None:
    """Read what `question_json` wrote."""
    try:
        return QUESTIONS.validate_python(written)
    except ValidationError:
        return None
