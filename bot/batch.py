"""Many questions in one go: a line of JSON in, a line of JSON out, in the same order. PURE but for `ask`."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

log = logging.getLogger(__name__)

Json = dict[str, object]


class BrokenLineError(DubanError):
    """A line is not a question."""


def answer_lines(lines: Iterable[str], ask: Callable[[str, str | None], Json]) -> Iterator[Json]:
    """Answer each line that is not blank; `ask` takes the question and its `now`, where the line has one.

    A line that cannot be answered gives `{"id": …, "error": sentence}`, and the next line is read.
    """
    for line in lines:
        if line.strip():
            yield _answer_line(line, ask)


def _answer_line(line: str, ask: Callable[[str, str | None], Json]) -> Json:
    id_: object = None
    try:
        fields = _read_line(line)
        id_ = fields.get("id")
        return {"id": id_, **ask(_text(fields, "q"), _text(fields, "now") if fields.get("now") else None)}
    except DubanError as error:
        return {"id": id_, "error": str(error)}
    except Exception:
        log.exception("a question failed")
        return {"id": id_, "error": "Something went wrong with this question; the log says what."}


def _read_line(line: str) -> Json:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise BrokenLineError("The line is not JSON.") from None
    if not isinstance(fields, dict):
        raise BrokenLineError('The line is not an object like {"id": "1", "q": "…"}.')
    return fields


def _text(fields: Json, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BrokenLineError(f"“{name}” is missing, or not a text.")
    return value
