"""A parsed plan as bytes and back, so that it can wait in the database until an admin decides. PURE.

What was read stays what was read: it is not read anew, perhaps differently, when a program that has been
updated meanwhile goes on with it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from storage.plan import (
    Deadline,
    DeadlineKind,
    Occurrence,
    ParsedItem,
    ParsedPlan,
    PlanKind,
    Problem,
    Severity,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def plan_to_bytes(plan: ParsedPlan) -> bytes:
    return zlib.compress(json.dumps(asdict(plan), default=str, ensure_ascii=False).encode(), level=1)


def plan_from_bytes(content: bytes) -> ParsedPlan:
    said = json.loads(zlib.decompress(content))
    return ParsedPlan(
        year=said["year"],
        title=said["title"],
        kind=PlanKind(said["kind"]),
        items=tuple(map(_item, said["items"])),
        problems=tuple(
            Problem(Severity(each["severity"]), each["where"], each["message"]) for each in said["problems"]
        ),
    )


def _item(said: Mapping[str, Any]) -> ParsedItem:
    lists = {name: tuple(said[name]) for name in ("departments", "assisting", "doubts")}
    made = {"deadline": _deadline(said["deadline"]), "source": Source(**said["source"])}
    return ParsedItem(**{**said, **lists, **made})


def _deadline(said: Mapping[str, Any]) -> Deadline:
    occurrences = tuple(
        Occurrence(date.fromisoformat(each["due"]), _day(each["start"]), each["label"])
        for each in said["occurrences"]
    )
    return Deadline(DeadlineKind(said["kind"]), _day(said["start"]), occurrences)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
