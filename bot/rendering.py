"""An answer as text for a chat, and as JSON. PURE but for the catalogue.

`compose` orders what is said; a layout (`render_text` here, `render_terminal` in `terminal`) sets it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import (
    Denied,
    NamedApart,
    Nearest,
    NoPlan,
    NothingNamed,
    NotUnderstood,
    NotWorkedOut,
    OwnUnknown,
    WithoutTopic,
)
from bot.blocks import CHAT_PAGE, Fact, Heading, Line, Row, Title
from bot.catalogue import catalogue
from bot.question_types import type_of
from bot.question_types.first_line import title
from bot.question_types.remarks import above, below
from bot.wording import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answer import Answer, Note
    from bot.blocks import Block, Page
    from bot.catalogue import Catalogue
    from bot.question import Question
    from storage.plan import Period, PlanItem

MEASURE_LENGTH = 40
"""Characters of a measure that fit two lines of a phone."""


def compose(answer: Answer, words: Catalogue, page: Page) -> Iterator[Block]:
    """Say how the question was understood, what was assumed, the answer, and where else to look."""
    kind = type_of(answer.question)
    answered = not any(map(_stops, answer.notes))
    if (kind.of_items or answer.question.idle) and answered:
        yield title(answer, words)
    yield from above(answer, words)
    if answered:
        page = replace(page, whole=page.whole or answer.question.whole)
        body, notes = kind.body(answer, words, page), below(answer, words, page)
        # Where nothing is due, what is nearest is of more use than what runs all year.
        yield from (*notes, *body) if _is_empty(answer) else (*body, *notes)


def _is_empty(answer: Answer) -> bool:
    near = any(isinstance(note, Nearest | WithoutTopic) for note in answer.notes)
    return near and not answer.items


def _stops(note: Note) -> bool:
    """Whether a note stands in place of an answer."""
    if isinstance(note, NoPlan | OwnUnknown | NamedApart | NothingNamed | NotWorkedOut):
        return True
    return isinstance(note, NotUnderstood | Denied) and not note.answered


def render_text(answer: Answer, width: int | None = None, *, whole: bool = False) -> str:
    """Set an answer as a chat shows it: short lines, plain text. `width` is the length of a measure."""
    words = catalogue(answer.question.language)
    return blocks_text(compose(answer, words, replace(CHAT_PAGE, whole=whole)), words, width)


def blocks_text(blocks: Iterable[Block], words: Catalogue, width: int | None = None) -> str:
    """Set blocks as a chat shows them: short lines, plain text."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and lines:
            lines.append("")
        lines.append(_set(block, width or MEASURE_LENGTH, words))
    return "\n".join(lines)


def _set(block: Block, width: int, words: Catalogue) -> str:
    match block:
        case Title(text) | Heading(text) | Line(text):
            return text
        case Row():
            return _set_row(block, width, words)
        case Fact(label, value, under_row):
            indent = "  " if under_row else ""
            if "\n" not in value:
                return indent + words.say("{label}: {value}", label=label, value=value)
            lines = (words.say("{label}:", label=label), *value.split("\n"))
            return indent + f"\n{indent}  ".join(lines)


def _set_row(block: Row, width: int, words: Catalogue) -> str:
    text = f"{block.code} {shorten(block.measure, width)}"
    if block.departments:
        text = words.say("{text} ({departments})", text=text, departments=block.departments)
    return " · ".join((text, *block.remarks))


# -- JSON ---------------------------------------------------------------------------------------------------


def answer_json(answer: Answer) -> dict[str, object]:
    """Return an answer as other tools read it; its `text` is the chat's."""
    question = answer.question
    return {
        "intent": answer.intent.value,
        "plan_year": answer.plan_year,
        "departments": list(question.departments),
        "period": _question_period_json(question),
        "topic": list(question.topics) or None,
        "items": [item_json(item) for item in answer.items],
        "ongoing": [item_json(item) for item in answer.ongoing],
        "text": render_text(answer),
    }


def _question_period_json(question: Question) -> dict[str, object] | None:
    """Return the time asked about; `parts` where it is several that do not touch."""
    hull = _period_json(question.period)
    if hull is None or len(question.times) < 2:
        return hull
    return {**hull, "parts": [_period_json(part) for part in question.times]}


def _period_json(period: Period | None) -> dict[str, object] | None:
    if period is None:
        return None
    return {
        "start": period.first.isoformat() if period.first else None,
        "end": period.last.isoformat() if period.last else None,
    }


def item_json(item: PlanItem) -> dict[str, object]:
    return {
        "code": item.code,
        "measure": item.measure,
        "departments": list(item.departments),
        "assisting": list(item.assisting),
        "section": item.section,
        "work_point": item.work_point,
        "group": item.group,
        "deadline_text": item.deadline_text,
        "due": [day.isoformat() for day in item.due],
        "status": item.status.value,
    }
