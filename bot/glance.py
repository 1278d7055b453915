"""The plans as a busy bot reads them: whether they have changed is asked a few times a second at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.asking import PlanReader
    from storage.plan import Department, ItemFilter, PlanItem, PlanSummary

BELIEVED = 0.2
"""Seconds. The database is asked in no time, but not in none: at each step of each answer it adds up."""


class Glance:
    """A store whose revision is believed for a moment. `seconds` is a clock that never goes back."""

    def __init__(self, store: PlanReader, seconds: Callable[[], float]) -> None:
        self._store = store
        self._seconds = seconds
        self._revision = 0
        self._asked_at = float("-inf")

    def revision(self) -> int:
        now = self._seconds()
        if now - self._asked_at >= BELIEVED:
            self._revision = self._store.revision()
            self._asked_at = now
        return self._revision

    def plans(self) -> Sequence[PlanSummary]:
        return self._store.plans()

    def departments(self) -> Sequence[Department]:
        return self._store.departments()

    def find(self, filter: ItemFilter) -> Sequence[PlanItem]:  # noqa: A002 - the store's word
        return self._store.find(filter)
