"""The versions of a year's plan as a list and one by one, and the buttons under them. PURE.

Buttons name a year and a version; whoever presses is asked for rights again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.blocks import Fact, Line, Title
from bot.html import html_text
from bot.paging import in_lines, page_of, page_turns, rows
from bot.wording import count_text, day_text, shorten
from storage.reminding import Button

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.catalogue import Catalogue
    from bot.keyboards import Keyboard
    from storage.plan import PlanVersion

PRESS = re.compile(r"w:([0-9]{4}):([0-9]{1,6}):([a-z])")
IN_A_LINE, CHECKSUM, LONGEST_NAME = 4, 8, 40


class Look(StrEnum):
    """What to do with a version; of LIST, the number is a page."""

    LIST = "l"
    OPEN = "o"
    FILE = "f"
    CHANGES = "c"
    ROLL_BACK = "r"


@dataclass(frozen=True)
class VersionPress:
    """Look at a version of a year's plan."""

    year: int
    number: int
    look: Look

    def __str__(self) -> str:
        return f"w:{self.year}:{self.number}:{self.look}"


@dataclass(frozen=True)
class Versions:
    """A year's versions, oldest first; `years` are all that have a plan, `names` those of who published."""

    year: int
    versions: Sequence[PlanVersion]
    years: Sequence[int]
    names: Mapping[int, str]
    zone: ZoneInfo


def read_version_press(data: str) -> VersionPress | None:
    """Read what a button carries; None for anything that none of ours does."""
    match = PRESS.fullmatch(data)
    if match is None or match[3] not in set(Look):
        return None
    return VersionPress(int(match[1]), int(match[2]), Look(match[3]))


def versions_list(kept: Versions, page: int, words: Catalogue) -> tuple[str, Keyboard]:
    """List versions, the newest first, each behind a button."""
    newest = list(reversed(kept.versions))
    shown, cut = page_of(newest, page)
    number = words.say_number("{number} version", "{number} versions", len(newest))
    title = Title(words.say("Plan {year} · {versions}", year=kept.year, versions=number))
    lines = [Line(version_line(version, kept, words)) for version in shown]
    buttons = [
        Button(str(each.number), str(VersionPress(kept.year, each.number, Look.OPEN))) for each in shown
    ]
    turns = page_turns(cut.number, cut.pages, lambda to: VersionPress(kept.year, to, Look.LIST))
    others = tuple(
        Button(str(year), str(VersionPress(year, 1, Look.LIST))) for year in kept.years if year != kept.year
    )
    keyboard = rows(*in_lines(buttons, IN_A_LINE), turns, others[-IN_A_LINE:])
    return html_text([title, *lines], words), keyboard


def version_line(version: PlanVersion, kept: Versions, words: Catalogue) -> str:
    """Tell a version in a line: when, which file, how much, by whom."""
    parts = [
        f"{version.number}",
        _when(version, kept, words),
        shorten(version.file_name, LONGEST_NAME),
        count_text(version.items, words),
        version.sha256[:CHECKSUM],
        _who(version, kept, words),
    ]
    if version.restored_from is not None:
        parts.append(words.say("back to version {version}", version=version.restored_from))
    if version == kept.versions[-1]:
        parts.append(words.say("in force"))
    return " · ".join(parts)


def version_card(kept: Versions, version: PlanVersion, words: Catalogue) -> tuple[str, Keyboard]:
    """Show one version, and what can be done with it."""
    title = words.say("Plan {year}, version {version}", year=kept.year, version=version.number)
    facts = (
        Fact(words.say("published"), _when(version, kept, words)),
        Fact(words.say("by"), _who(version, kept, words)),
        Fact(words.say("file"), version.file_name),
        Fact("SHA-256", version.sha256),
        Fact(words.say("items"), str(version.items)),
    )
    press = {look: str(VersionPress(kept.year, version.number, look)) for look in Look}
    lines = [(Button("📎 " + words.say("The file"), press[Look.FILE]),)]
    if version != kept.versions[-1]:
        lines.append((Button("⇄ " + words.say("What has changed since"), press[Look.CHANGES]),))
        lines.append((Button("↩ " + words.say("Roll back to it"), press[Look.ROLL_BACK]),))
    lines.append((Button("‹ " + words.say("Back"), str(VersionPress(kept.year, 1, Look.LIST))),))
    return html_text([Title(title), *facts], words), tuple(lines)


def changes_title(kept: Versions, version: PlanVersion, words: Catalogue) -> str:
    return words.say(
        "Plan {year}: from version {version} to {current}, which is in force",
        year=kept.year,
        version=version.number,
        current=kept.versions[-1].number,
    )


def back_to_version(kept: Versions, version: PlanVersion, words: Catalogue) -> Keyboard:
    data = str(VersionPress(kept.year, version.number, Look.OPEN))
    return ((Button("‹ " + words.say("Back"), data),),)


def _when(version: PlanVersion, kept: Versions, words: Catalogue) -> str:
    local = version.published_at.astimezone(kept.zone)
    return f"{day_text(local.date(), words)} {local:%H:%M}"


def _who(version: PlanVersion, kept: Versions, words: Catalogue) -> str:
    if version.published_by is None:
        return words.say("command line")
    return kept.names.get(version.published_by) or str(version.published_by)
