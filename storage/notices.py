"""What the admins were told and need not hear again, as long as it stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.database import writing
from storage.notice_tables import NOTICES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Engine


class NoticeStore:
    """Remembers, for each kind of notice, what it was last about."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def news(self, kind: str, subjects: Iterable[str]) -> tuple[str, ...]:
        """Return those of the subjects that nobody was told of yet; what is not among them is forgotten.

        Say `note` when they were told.
        """
        now_so = dict.fromkeys(subjects)
        with writing(self._engine) as connection:
            told = set(connection.scalars(select(NOTICES.c.subject).where(NOTICES.c.kind == kind)))
            gone = told - now_so.keys()
            if gone:
                connection.execute(delete(NOTICES).where(NOTICES.c.kind == kind, NOTICES.c.subject.in_(gone)))
        return tuple(subject for subject in now_so if subject not in told)

    def note(self, kind: str, subjects: Iterable[str], now: datetime) -> None:
        """Note that the admins were told."""
        with writing(self._engine) as connection:
            told = set(connection.scalars(select(NOTICES.c.subject).where(NOTICES.c.kind == kind)))
            rows = [{"kind": kind, "subject": each, "told_at": now} for each in subjects if each not in told]
            if rows:
                connection.execute(insert(NOTICES), rows)
