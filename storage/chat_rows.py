"""Chats and people from rows to nouns and back, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select, update

from storage.canonical import storable
from storage.chat_tables import (
    APPROVAL_NOTICES,
    CHATS,
    PEOPLE,
)
from storage.chats import (
    ApprovalRequest,
    Chat,
    ChatKind,
    ChatState,
    Departments,
    Person,
    Role,
)
from storage.database import insert_into
from storage.errors import NotAllowedError
from storage.record_log import RecordLog
from storage.records import Author, Deed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, Table


def upsert(connection: Connection, table: Table, row: Mapping[str, object], changed: tuple[str, ...]) -> bool:
    """Insert a row; where its key is taken, set the `changed` columns. Say whether anything was done."""
    new = insert_into(connection, table).values(**row)
    keys = list(table.primary_key)
    values = {name: row[name] for name in changed if name not in table.primary_key}
    if values:
        done = new.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        done = new.on_conflict_do_nothing(index_elements=keys)
    return connection.execute(done.returning(*keys)).first() is not None


def see_chat(connection: Connection, chat: Chat) -> None:
    row = {
        "id": chat.id,
        "kind": chat.kind.value,
        "title": storable(chat.title),
        "state": ChatState.PENDING.value,
        "language": chat.language,
        "present": chat.present,
    }
    upsert(connection, CHATS, row, ("kind", "title"))


def set_state(connection: Connection, chat_id: int, by: Author, *, approved: bool) -> bool:
    """Approve or refuse a chat; who is refused is told so at the next question."""
    chat = read_chat(connection, chat_id)
    if chat is None:
        return False
    state = ChatState.APPROVED if approved else ChatState.REFUSED
    values = {"state": state.value} if approved else {"state": state.value, "told_at": None}
    connection.execute(update(CHATS).where(CHATS.c.id == chat_id).values(**values))
    note_deed(connection, by, Deed.CHAT_APPROVED if approved else Deed.CHAT_REFUSED, name_of(chat), {})
    return True


def read_chat(connection: Connection, chat_id: int) -> Chat | None:
    row = connection.execute(select(CHATS).where(CHATS.c.id == chat_id)).first()
    return None if row is None else chat_of(row)


def chat_of(row: Row[Any]) -> Chat:
    return Chat(
        id=row.id,
        kind=ChatKind(row.kind),
        title=row.title,
        state=ChatState(row.state),
        departments=None if row.departments is None else tuple(row.departments),
        language=row.language,
        present=row.present,
    )


def person_of(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        username=row.username,
        role=row.role and Role(row.role),
        departments=tuple(row.departments),
        language=row.language,
    )


def request_of(connection: Connection, row: Row[Any]) -> ApprovalRequest:
    notices = select(APPROVAL_NOTICES.c.admin_id, APPROVAL_NOTICES.c.message_id).where(
        APPROVAL_NOTICES.c.chat_id == row.chat_id
    )
    return ApprovalRequest(
        key=row.key,
        chat_id=row.chat_id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        approved=row.approved,
        decided_by=row.decided_by,
        notices={notice.admin_id: notice.message_id for notice in connection.execute(notices)},
    )


def keep_an_admin(connection: Connection, person_id: int, fixed: Collection[int]) -> None:
    admins = select(PEOPLE.c.id).where(PEOPLE.c.role == Role.ADMIN.value).with_for_update()
    if not fixed and list(connection.execute(admins).scalars()) == [person_id]:
        raise NotAllowedError("This is the last admin: name another one first.")


def note_deed(
    connection: Connection, by: Author | None, deed: Deed, about: str, details: Mapping[str, object]
) -> None:
    if by is not None:
        RecordLog.note(connection, by.who, deed, about, by.at, details)


def name_of(one: Chat | Person) -> str:
    """Name a chat or a person, with the number that stays."""
    name = one.title if isinstance(one, Chat) else one.name
    return f"{name} ({one.id})" if name else str(one.id)


def storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)


def listed(departments: Departments) -> list[str] | None:
    return None if departments is None else list(departments)
