"""Records of the log as sentences. PURE but for the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.admin_buttons import Screen, Wish, turns
from bot.blocks import Heading, Line
from bot.catalogue import mark
from bot.paging import rows
from bot.roster import ROLE_NAMES
from bot.wording import joined, shorten
from storage.records import Deed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.catalogue import Catalogue
    from bot.paging import Cut
    from storage.records import Entry

DEEDS = {
    Deed.CHAT_APPROVED: mark("approved the chat"),
    Deed.CHAT_REFUSED: mark("refused the chat"),
    Deed.CHAT_LIMITED: mark("changed what the chat may ask about"),
    Deed.ROLE_GIVEN: mark("gave a role"),
    Deed.ROLE_TAKEN: mark("took the role"),
    Deed.PLAN_PUBLISHED: mark("published a plan"),
    Deed.PLAN_ROLLED_BACK: mark("rolled a plan back"),
    Deed.STATUS_SET: mark("reported on an item"),
    Deed.ALIAS_SET: mark("set an alias"),
    Deed.ALIAS_REMOVED: mark("removed an alias"),
    Deed.DEPARTMENT_RENAMED: mark("renamed a department"),
    Deed.DEPARTMENTS_MERGED: mark("merged departments"),
    Deed.NAME_IGNORED: mark("set a name aside"),
    Deed.SUBSCRIBED: mark("set reminders"),
    Deed.UNSUBSCRIBED: mark("ended reminders"),
    Deed.BACKED_UP: mark("made a backup"),
    Deed.RESTORED: mark("restored a backup"),
}
KNOWN_WORDS = {
    "terminal": mark("in the terminal"),
    "all": mark("all departments"),
    **{role.value: name for role, name in ROLE_NAMES.items()},
}
"""What stands in records as a word of ours."""
COUNTS = re.compile(r"\+(?P<added>\d+) ~(?P<changed>\d+) −(?P<dropped>\d+)")
"""What a publish did, as records have it."""
CHANGE = ("before", "after")
UNSAID = {*CHANGE, "rows"}
"""Details that are not said as they stand: rows of a database tell people nothing."""
MOST_DETAILS = 6
LONGEST_LINE = 300


def entry_line(entry: Entry, words: Catalogue, zone: ZoneInfo) -> str:
    """Say who did what to what, and when, in the office's time."""
    deed = words.say(DEEDS[Deed(entry.what)]) if entry.what in set(Deed) else entry.what
    done = words.say("{label}: {value}", label=deed, value=entry.about)
    parts = [f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}", actor(entry, words), done]
    return " · ".join((*parts, *details_text(entry.details, words)))


def actor(entry: Entry, words: Catalogue) -> str:
    if isinstance(entry.who, int):
        return f"{entry.name} ({entry.who})" if entry.name else str(entry.who)
    place, _, user = entry.who.partition(" ")
    return f"{_said(place, words)} {user}".strip()


def details_text(details: Mapping[str, object], words: Catalogue) -> list[str]:
    """Say what became of what, then the rest."""
    said = []
    if any(details.get(side) is not None for side in CHANGE) or all(side in details for side in CHANGE):
        said.append(" → ".join(_said(details[side], words) for side in CHANGE if side in details))
    rest = [value for key, value in details.items() if key not in UNSAID and value not in (None, [], "")]
    return [*said, *(_said(value, words) for value in rest[:MOST_DETAILS])]


def _said(value: object, words: Catalogue) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return joined(map(str, value), words)
    if counts := COUNTS.fullmatch(str(value)):
        return words.say("{added} new, {changed} changed, {dropped} dropped", **counts.groupdict())
    return words.say(KNOWN_WORDS[str(value)]) if str(value) in KNOWN_WORDS else str(value)


def log_screen(entries: Sequence[Entry], cut: Cut, words: Catalogue, zone: ZoneInfo) -> Screen:
    """Show a page of the log."""
    if not entries:
        return Screen((Line(words.say("Nothing has been recorded yet.")),))
    lines = [Line(shorten(entry_line(entry, words, zone), LONGEST_LINE)) for entry in entries]
    return Screen((Heading(words.say("Who did what")), *lines), rows(turns(cut, Wish.LOG)))
