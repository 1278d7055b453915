"""Of which changes of plans everyone was told; a transaction for each method."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from storage.canonical import fold
from storage.database import insert_into, reading, writing
from storage.due_reading import read_by_code
from storage.plan_reading import read_items, read_versions
from storage.reminder_queue import queue
from storage.reminder_tables import IS_LIVE, PLAN_ANNOUNCEMENTS, SUBSCRIBED_DEPARTMENTS, SUBSCRIPTIONS
from storage.reminding import AsTold
from storage.subscription_rows import read_by_ids
from storage.tables import DEPARTMENTS, PLAN_VERSIONS, PLANS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

    from storage.plan import PlanItem
    from storage.reminding import QueuedReminder
    from storage.subscription import Subscription


@dataclass(frozen=True)
class News:
    """A year's plan whose current version was not announced yet; `before` is None where none ever was."""

    year: int
    before: int | None
    after: int

    @property
    def is_reload(self) -> bool:
        """Whether there is something to compare with; a plan that starts anew has nothing."""
        return self.before is not None and self.before < self.after


class Announcements:
    """Up to which version of each plan everyone was told what changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self) -> tuple[News, ...]:
        """Return the plans with a version that was not announced."""
        told = PLAN_ANNOUNCEMENTS.c.version
        same_year = PLAN_ANNOUNCEMENTS.c.year == PLANS.c.year
        statement = select(PLANS.c.year, told, PLANS.c.current_version)
        new = statement.join(PLAN_ANNOUNCEMENTS, same_year, isouter=True).where(
            or_(told.is_(None), told != PLANS.c.current_version)
        )
        new = new.where(PLANS.c.current_version > 0)  # else its first version is just being written
        with reading(self._engine) as connection:
            return tuple(News(*row) for row in connection.execute(new.order_by(PLANS.c.year)))

    def items(self, news: News) -> tuple[tuple[PlanItem, ...], tuple[PlanItem, ...]]:
        """Return what the plan said in the version announced last, and what it says now."""
        with reading(self._engine) as connection:
            before = _items_of(connection, news.year, news.before)
            return before, _items_of(connection, news.year, news.after)

    def subscriptions(self, departments: Iterable[str]) -> tuple[Subscription, ...]:
        """Return those that name any of these departments, or all of them; suspended ones, too."""
        wished, keys = SUBSCRIBED_DEPARTMENTS, {fold(name) for name in departments}
        ids = select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.key.in_(keys))
        concerned = or_(wished.c.department_id.in_(ids), wished.c.department_id.is_(None))
        live = and_(SUBSCRIPTIONS.c.id == wished.c.subscription_id, IS_LIVE)
        with reading(self._engine) as connection:
            found = select(wished.c.subscription_id).join(SUBSCRIPTIONS, live).where(concerned)
            return read_by_ids(connection, connection.execute(found).scalars())

    def finish(self, news: News, reminders: Sequence[QueuedReminder]) -> int:
        """Queue what is said of a reload, and note that it is; say how many reminders were new."""
        told = PLAN_ANNOUNCEMENTS
        with writing(self._engine) as connection:
            new = queue(connection, reminders)
            if news.before is None:
                first = insert_into(connection, told).values(year=news.year, version=news.after)
                connection.execute(first.on_conflict_do_nothing())
            else:
                unchanged = (told.c.year == news.year, told.c.version == news.before)
                connection.execute(update(told).where(*unchanged).values(version=news.after))
            return new


def read_as_told(connection: Connection, reminders: Iterable[QueuedReminder]) -> dict[str, AsTold]:
    """Read what each reminder is about, by key: as the plan says now, for changes as the versions said.

    What changed is compared with the version announced last, since all up to that is queued. What is no
    longer there is left out.
    """
    by_version: defaultdict[tuple[int, int] | None, list[QueuedReminder]] = defaultdict(list)
    for each in reminders:
        by_version[each.since].append(each)
    found: dict[str, AsTold] = {}
    for since, told in by_version.items():
        if since is None:
            items = read_by_code(connection, [each.code for each in told])
            found |= {each.key: AsTold(item=items[each.code]) for each in told if each.code in items}
        else:
            found |= _changes_as_told(connection, *since, told)
    return found


def _changes_as_told(
    connection: Connection, year: int, since: int, told: Sequence[QueuedReminder]
) -> dict[str, AsTold]:
    announced = select(PLAN_ANNOUNCEMENTS.c.version).where(PLAN_ANNOUNCEMENTS.c.year == year)
    now = connection.execute(announced).scalar()
    version = next((each for each in read_versions(connection, year) if each.number == now), None)
    codes = {code for each in told for code in (each.code, *each.others)}
    before, after = (
        read_by_code(connection, codes, _version_ids(connection, year, number)) for number in (since, now)
    )
    items = before | after
    return {
        each.key: AsTold(
            item=items[each.code],
            before=before.get(each.code),
            after=after.get(each.code),
            others={code: after[code] for code in each.others if code in after},
            version=version,
        )
        for each in told
        if each.code in items
    }


def _items_of(connection: Connection, year: int, number: int | None) -> tuple[PlanItem, ...]:
    return read_items(connection, _version_ids(connection, year, number))


def _version_ids(connection: Connection, year: int, number: int | None) -> dict[int, int]:
    """Return the id of a version with its year; nothing where there is no such version."""
    of_year = select(PLAN_VERSIONS.c.id).join(PLANS).where(PLANS.c.year == year)
    ids = connection.execute(of_year.where(PLAN_VERSIONS.c.number == number)).scalars()
    return dict.fromkeys(ids, year)
