"""Loading a plan file as a person asks for it: who would lose a good part of a plan is asked first."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.plan_files import read_plan_file
from bot.plan_losses import losses
from bot.plan_progress import read_plan
from bot.plan_report import to_look_at, year_remark
from storage.deadlines import dated
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bot.app import Services
    from bot.catalogue import Catalogue
    from storage.plan import Publication

    Agree = Callable[[str, Catalogue], bool]

YES = frozenset({"y", "yes", "是", "是的", "好", "确定"})


class DeclinedError(DubanError):
    """The person does not want what a file would do to the plan."""


@dataclass(frozen=True)
class Import:
    """What was done, and what a person should know of it."""

    publication: Publication
    remarks: tuple[str, ...]
    to_look_at: str | None


def import_plan(
    services: Services, path: Path, *, now: datetime, year: int | None = None, agree: Agree
) -> Import:
    """Publish a plan file as its year's newest version; `agree` is asked where the plan would lose much.

    What somebody else published meanwhile is not overwritten: the person has not seen it.
    """
    store, words = services.store, services.words
    content, name = read_plan_file(path)
    plan = read_plan(content, name, words)
    remark = year_remark(plan, year, words)
    if year not in (None, plan.year):
        plan = dated(plan, year)
    preview = store.preview(plan, year=year)
    loss = "\n".join(losses(preview, words))
    if loss and not agree(loss, words):
        raise DeclinedError(words.say("Nothing was loaded."))
    publication = store.publish(
        plan, file_name=name, content=content, now=now, year=year, expected=preview.seen
    )
    return Import(publication, (remark,) if remark else (), to_look_at(plan, words))


def agreed(_loss: str, _words: Catalogue) -> bool:
    """Agree beforehand, as with --yes."""
    return True


def ask_or_refuse(loss: str, words: Catalogue) -> bool:
    """Ask the person at this terminal; without one, say how to agree beforehand."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise DeclinedError(words.say("{loss} If that is meant: duban import --yes FILE", loss=loss))
    question = words.say("Load it all the same? (y/N)")
    sys.stderr.write(f"{loss}\n{question} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES
