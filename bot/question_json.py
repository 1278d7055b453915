"""A question as plain JSON, for where one is kept: behind buttons. PURE.

What an older or newer version wrote is read as far as it is understood; None where it is not.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from bot.question import Intent, Language, Question, Standing
from storage.plan import Period

DEFAULTS = {field.name: field.default for field in fields(Question)}


def question_json(question: Question) -> dict[str, object]:
    """Write what differs from a question that says nothing."""
    said = {name: getattr(question, name) for name, default in DEFAULTS.items()}
    written = {name: value for name, value in said.items() if value != DEFAULTS[name]}
    if question.period is not None:
        ends = (question.period.first, question.period.last)
        written["period"] = [end and end.isoformat() for end in ends]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in written.items()}


def read_question(written: object) -> Question | None:
    """Read what `question_json` wrote."""
    if not isinstance(written, dict):
        return None
    try:
        known: dict[str, Any] = {name: _read(name, value) for name, value in written.items() if name in DEFAULTS}
        return Question(**known)
    except (KeyError, TypeError, ValueError):
        return None


READERS = {"intent": Intent, "language": Language, "standing": Standing}


def _read(name: str, value: Any) -> Any:
    if name == "period":
        assert isinstance(value, list)
        first, last = (end and date.fromisoformat(end) for end in value)
        return Period(first, last)
    if name in READERS:
        return READERS[name](value)
    return tuple(value) if isinstance(value, list) else value
