"""Ask: read what is loaded, answer purely, write nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.answer import Nearest, WithoutTopic
from bot.answering import answer_from
from bot.pauses import making_much
from bot.places import is_said_as_place, place_of, split_place
from bot.question import Intent
from bot.question_types.matching import code_key, covers_year, prepare, searchable
from bot.understanding.departments import find_departments
from bot.understanding.followup import speaks_of_them
from bot.understanding.language import language_of
from bot.understanding.lexicon import build_lexicon
from bot.understanding.normalise import lower, normalise
from bot.understanding.understand import read_alone, read_on
from storage.plan import ItemFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
    from concurrent.futures import Executor, Future
    from datetime import date, datetime

    from bot.answer import Answer
    from bot.question import Language, Question
    from bot.question_types.matching import PlanBook
    from bot.understanding.department_reading import DepartmentReading
    from bot.understanding.lexicon import Lexicon
    from bot.understanding.understand import Reading
    from storage.plan import Department, PlanItem, PlanSummary

WHOLE = re.compile(
    r"(?:(?:全部|全都|所有|更多|展开|还有(?:别的|其[他它]的?|更多)?(?:吗|么|没有?)?)|all|more|show all"
    r"|list all|whole list|any(?:thing)? (?:more|else))\W*",
    re.IGNORECASE,
)

AT_ONCE = 2_000
"""So many items are prepared while a question waits: a tenth of a second or two."""
MOST_BOOKS = 64
"""Parts of the plans kept ready; places with limits of their own are few."""
MOST_REMEMBERED = 1000
"""Questions and answers kept ready: who pages through a list asks the same again, and so do others."""


K = TypeVar("K")
V = TypeVar("V")

LISTING = (Intent.LIST, Intent.WHO, Intent.WHEN, Intent.COUNT)


class PlanReader(Protocol):
    """What asking needs of a store."""

    def revision(self) -> int: ...
    def plans(self) -> Sequence[PlanSummary]: ...
    def departments(self) -> Sequence[Department]: ...
    def find(self, filter: ItemFilter) -> Sequence[PlanItem]: ...  # noqa: A002 - the store's word


@dataclass(frozen=True)
class Loaded:
    """What is loaded as of a revision, prepared for questions; `books` are its parts by department."""

    revision: int
    lexicon: Lexicon
    book: PlanBook
    books: dict[frozenset[str], PlanBook] = field(default_factory=dict)
    readings: dict[tuple[str, date], Reading] = field(default_factory=dict)
    answers: dict[tuple[Question, date, frozenset[str] | None], Answer] = field(default_factory=dict)
    worked_out: dict[Hashable, Any] = field(default_factory=dict)


class Asker:
    """Answers questions from a store; what it prepares is kept until the store's revision changes.

    Large plans are prepared in the `background`, if there is one: until they are, the answers are as before.
    """

    def __init__(self, store: PlanReader, background: Executor | None = None) -> None:
        self._store = store
        self._background = background
        self._loaded: Loaded | None = None
        self._coming: Future[Loaded] | None = None

    def ask(
        self,
        text: str,
        *,
        now: datetime,
        previous: Question | None = None,
        in_vain: Question | None = None,
    ) -> Answer:
        """Answer `text`. `now` is in the office's zone: its date is today. `previous` may be followed up."""
        return self.answer(self.read(text, now=now, previous=previous, in_vain=in_vain), now=now)

    def read(
        self,
        text: str,
        *,
        now: datetime,
        previous: Question | None = None,
        in_vain: Question | None = None,
        scope: Collection[str] | None = None,
    ) -> Question:
        """Understand `text`, and answer nothing yet; places in a list are those of what `scope` let see."""
        loaded, today = self._load(), now.date()
        if previous is not None and (listed := _of_list(loaded, text, today, previous, scope)):
            return listed
        before = replace(previous, whole=False, of_list=None) if previous else None
        if split := split_place(text):
            listing = self._read_whole(split[0], today, before, in_vain)
            if _narrows(listing):
                code = _nth(_answer(loaded, listing, today, scope), split[1])
                return _picked(listing, code, listing.language) if code else listing
        if previous is not None and previous.intent is Intent.WHO:
            said = self._read_whole(text, today, None, None)
            if speaks_of_them(text, said) and (them := _whose(_answer(loaded, previous, today, scope))):
                return replace(said, departments=them)
        question = self._read_whole(text, today, before, in_vain)
        out_of_list = question.intent is Intent.SHOW and is_said_as_place(text)
        return replace(question, out_of_list=out_of_list)

    def _read_whole(
        self, text: str, today: date, before: Question | None, in_vain: Question | None
    ) -> Question:
        loaded = self._load()
        reading = _remembered(loaded.readings, (text, today), lambda: read_alone(text, today, loaded.lexicon))
        return read_on(reading, today, loaded.lexicon, before, in_vain)

    def answer(self, question: Question, *, now: datetime, scope: Collection[str] | None = None) -> Answer:
        """Answer what was understood, as if the plans held only the items of the departments in `scope`."""
        return _answer(self._load(), question, now.date(), scope)

    def hides(self, codes: Collection[str], scope: Collection[str] | None) -> bool:
        """Whether any of the codes is an item's that `scope` leaves out."""
        if scope is None or not codes:
            return False
        loaded = self._load()
        part = _within(loaded, scope)
        return any(key in loaded.book.by_code and key not in part.by_code for key in map(code_key, codes))

    def departments_in(self, text: str) -> DepartmentReading:
        """Find the departments that a text names by any of their names, and words that only look like one."""
        return find_departments(lower(normalise(text)), self._load().lexicon)

    def current(self, question: Question) -> Question:
        """Name departments as they are called now: a question may be older than a rename."""
        return _renamed(question, self._load().lexicon)

    def plan_year(self, *, now: datetime) -> int:
        """Return the year of a month without one."""
        return self._load().lexicon.plan_year(now.date())

    def once(self, key: Hashable, work_out: Callable[[], V]) -> V:
        """Work out what depends on `key` and the plans alone: once, until the plans change."""
        value: V = _remembered(self._load().worked_out, key, work_out)
        return value

    def _load(self) -> Loaded:
        revision = self._store.revision()
        if self._loaded is None:
            self._loaded = _prepare(self._store, revision)
        elif self._loaded.revision != revision:
            self._loaded = self._prepared(self._loaded, revision)
        return self._loaded

    def _prepared(self, before: Loaded, revision: int) -> Loaded:
        """Return what is loaded now, or `before` while that is being prepared."""
        if self._coming is not None:
            if not self._coming.done():
                return before
            coming, self._coming = self._coming, None
            return coming.result()
        if self._background is None or sum(plan.items for plan in self._store.plans()) <= AT_ONCE:
            return _prepare(self._store, revision)
        self._coming = self._background.submit(making_much()(_prepare), self._store, revision)
        return before


def _prepare(store: PlanReader, revision: int) -> Loaded:
    items, plans = store.find(ItemFilter()), store.plans()
    texts = ["\n".join(filter(None, searchable(item))) for item in items]
    return Loaded(revision, build_lexicon(store.departments(), plans, texts), prepare(items, plans))


def _renamed(question: Question, lexicon: Lexicon) -> Question:
    known = set(lexicon.names)
    if known.issuperset((*question.departments, *question.excluded, *question.apart)):
        return question

    def current(names: Iterable[str]) -> tuple[str, ...]:
        found = ((name,) if name in known else lexicon.named(name) or (name,) for name in names)
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    departments, excluded = current(question.departments), current(question.excluded)
    return replace(question, departments=departments, excluded=excluded, apart=current(question.apart))


def _within(loaded: Loaded, scope: Collection[str] | None) -> PlanBook:
    """Return the part of the plans that concerns any department in `scope`; None is all of them."""
    if scope is None:
        return loaded.book
    departments = frozenset(scope)
    return _remembered(loaded.books, departments, lambda: loaded.book.limited_to(departments), MOST_BOOKS)


def _of_list(
    loaded: Loaded, text: str, today: date, previous: Question, scope: Collection[str] | None
) -> Question | None:
    """Read what only a list before gives a sense: "all" wants the whole of it, 第二条 its second item."""
    said = text.strip()
    language = language_of(normalise(said), before=previous.language)
    listing = previous.of_list or previous
    if WHOLE.fullmatch(said):
        return replace(listing, whole=True, language=language)
    if listing.intent in LISTING and (place := place_of(said)):
        code = _nth(_answer(loaded, listing, today, scope), place)
        return _picked(listing, code, language) if code else None
    return None


def _picked(listing: Question, code: str, language: Language) -> Question:
    """Ask for an item of a list: what else was asked stays, for what goes on from it."""
    shown = replace(listing, intent=Intent.SHOW, codes=(code,), language=language)
    return replace(shown, upcoming=False, with_overdue=False, of_list=listing)


def _whose(answer: Answer) -> tuple[str, ...]:
    """Give who is responsible for what an answer shows."""
    items = (*answer.items, *answer.ongoing)
    return tuple(dict.fromkeys(name for item in items for name in item.responsible))


def _narrows(listing: Question) -> bool:
    """Whether a question lists a part of the plan that can be counted through; a year's items have codes."""
    year = listing.period and listing.plan_year and covers_year(listing.period, listing.plan_year)
    named = listing.departments or listing.topics or (listing.period and not year)
    return listing.intent in LISTING and bool(named)


def _nth(answer: Answer, number: int) -> str | None:
    """Give the code of an item by its place in the list shown, or in what was shown for want of one."""
    overdue = (due.item for day in answer.overdue for due in day.items)
    near = (note.items for note in answer.notes if isinstance(note, Nearest | WithoutTopic))
    shown = [*answer.items, *overdue] or [*chain.from_iterable(near)]
    shown += [*answer.ongoing, *answer.overlapping, *answer.undated]
    return shown[number - 1].code if 0 < number <= len(shown) else None


def _answer(loaded: Loaded, question: Question, today: date, scope: Collection[str] | None) -> Answer:
    key = (question, today, None if scope is None else frozenset(scope))
    return _remembered(loaded.answers, key, lambda: answer_from(question, _within(loaded, scope), today))


def _remembered(memory: dict[K, V], key: K, work_out: Callable[[], V], most: int = MOST_REMEMBERED) -> V:
    if key not in memory:
        if len(memory) >= most:
            memory.clear()
        memory[key] = work_out()
    return memory[key]
