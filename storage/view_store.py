"""What stands behind buttons; one transaction for each method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from storage.chat_tables import VIEWS
from storage.chats import View
from storage.database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine, Select


class ViewStore:
    """Keeps views until they expire; a view is never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, views: Sequence[View]) -> None:
        """Write views, as many as there are, at once."""
        if views:
            with writing(self._engine) as connection:
                connection.execute(insert(VIEWS), [_as_row(view) for view in views])

    def find(self, key: str) -> View | None:
        """Return the view of a key, also an expired one."""
        return self._first(select(VIEWS).where(VIEWS.c.key == key))

    def find_answer(self, chat_id: int, question_id: int) -> View | None:
        """Return what a message was last answered with."""
        asked = (VIEWS.c.chat_id == chat_id, VIEWS.c.question_id == question_id)
        return self._first(select(VIEWS).where(*asked).order_by(VIEWS.c.expires_at.desc()).limit(1))

    def find_shown(self, chat_id: int, answer_id: int) -> View | None:
        """Return what a message of ours last answered."""
        shown = (VIEWS.c.chat_id == chat_id, VIEWS.c.answer_id == answer_id)
        return self._first(select(VIEWS).where(*shown).order_by(VIEWS.c.expires_at.desc()).limit(1))

    def drop_expired(self, now: datetime) -> int:
        """Forget what has expired; say how many views that were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(VIEWS).where(VIEWS.c.expires_at < now)).rowcount

    def _first(self, statement: Select[Any]) -> View | None:
        with reading(self._engine) as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else View(**row)


def _as_row(view: View) -> dict[str, object]:
    return {column.name: getattr(view, column.name) for column in VIEWS.columns}
