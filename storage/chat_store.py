"""Who may ask: chats, people, memberships and approvals; one transaction for each method.

Two methods that change the same thing at once leave what one of them says, never a mixture; "once" is the
database's word, so it holds for several processes, too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from storage.canonical import storable
from storage.chat_rows import (
    chat_of,
    keep_an_admin,
    listed,
    name_of,
    note_deed,
    person_of,
    read_chat,
    request_of,
    see_chat,
    set_state,
    storable_or_none,
    upsert,
)
from storage.chat_tables import (
    APPROVAL_NOTICES,
    APPROVAL_REQUESTS,
    CHATS,
    MEMBERSHIPS,
    PEOPLE,
    VIEWS,
)
from storage.chats import (
    ApprovalRequest,
    Chat,
    ChatKind,
    ChatState,
    Departments,
    Membership,
    Person,
    Role,
)
from storage.database import reading, writing
from storage.records import Author, Deed, noted
from storage.subscription_store import move_subscriptions
from storage.view_store import ViewStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Engine, Table

TOLD_AGAIN_AFTER = timedelta(days=1)
OF_CHATS = (VIEWS, MEMBERSHIPS, APPROVAL_NOTICES, APPROVAL_REQUESTS)
"""Tables with a `chat_id` that moves with the chat."""


class ChatStore:
    """Keeps chats and people; what it returns are the nouns of `storage.chats`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.views = ViewStore(engine)

    # -- who is there ---------------------------------------------------------------------------------------

    def look_up(self, chat_id: int, person_id: int | None) -> tuple[Chat | None, Person | None]:
        """Return what is known of a chat and of a person, in one view."""
        with reading(self._engine) as connection:
            chat = read_chat(connection, chat_id)
            person = connection.execute(select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
        return chat, None if person is None else person_of(person)

    def see(self, chat: Chat, person: Person | None) -> None:
        """Note that a chat and a person exist and what they are called now; nothing they may do changes."""
        with writing(self._engine) as connection:
            see_chat(connection, chat)
            if person is not None:
                named = {
                    "id": person.id,
                    "name": storable(person.name),
                    "username": storable_or_none(person.username),
                }
                row = {**named, "departments": [], "language": person.language}
                upsert(connection, PEOPLE, row, tuple(named))

    def chats(self) -> tuple[Chat, ...]:
        """Return all chats that were seen, groups and channels first, by title."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(CHATS).order_by(CHATS.c.id > 0, CHATS.c.title, CHATS.c.id))
            return tuple(map(chat_of, rows))

    def people(self) -> tuple[Person, ...]:
        """Return the people who have a role, by name."""
        having = select(PEOPLE).where(PEOPLE.c.role.is_not(None)).order_by(PEOPLE.c.name, PEOPLE.c.id)
        with reading(self._engine) as connection:
            return tuple(map(person_of, connection.execute(having)))

    # -- what they may do -----------------------------------------------------------------------------------

    def set_scope(self, chat_id: int, departments: Departments, by: Author | None = None) -> bool:
        """Limit what a chat may ask about; say whether there is such a chat. `by` is noted in the log."""
        with writing(self._engine) as connection:
            chat = read_chat(connection, chat_id)
            if chat is None:
                return False
            limited = update(CHATS).where(CHATS.c.id == chat_id)
            connection.execute(limited.values(departments=listed(departments)))
            change = {"before": noted(chat.departments), "after": noted(departments)}
            note_deed(connection, by, Deed.CHAT_LIMITED, name_of(chat), change)
            return True

    def set_role(
        self,
        person_id: int,
        role: Role | None,
        departments: Iterable[str] = (),
        by: Author | None = None,
        fixed: Collection[int] | None = None,
    ) -> None:
        """Give a person a role, seen before or not, or take it away; `by` is noted in the log.

        The last admin is refused another role where `fixed`, the admins that the settings name, are given.
        """
        with writing(self._engine) as connection:
            if fixed is not None and role is not Role.ADMIN:
                keep_an_admin(connection, person_id, fixed)
            known = connection.execute(select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
            before = person_of(known) if known else Person(id=person_id)
            given = {"role": role and role.value, "departments": list(departments)}
            upsert(connection, PEOPLE, {"id": person_id, "name": "", **given}, tuple(given))
            change = {"before": before.role, "after": role, "departments": given["departments"]}
            deed = Deed.ROLE_TAKEN if role is None else Deed.ROLE_GIVEN
            note_deed(connection, by, deed, name_of(before), change)

    def set_language(self, person_id: int, language: str | None) -> None:
        """Set the language a person has chosen; None goes by the client again."""
        with writing(self._engine) as connection:
            row = {"id": person_id, "name": "", "departments": [], "language": language}
            upsert(connection, PEOPLE, row, ("language",))

    def set_chat_language(self, chat_id: int, language: str | None) -> None:
        self._update(CHATS, chat_id, language=language)

    def set_present(self, chat: Chat) -> None:
        """Note whether the bot is in a chat, seen before or not; what was decided about it stays."""
        with writing(self._engine) as connection:
            see_chat(connection, chat)
            connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(present=chat.present))

    def tell_once(self, chat_id: int, now: datetime) -> bool:
        """Say whether a chat is due to be told that it may not ask: once a day at most."""
        due = or_(CHATS.c.told_at.is_(None), CHATS.c.told_at <= now - TOLD_AGAIN_AFTER)
        with writing(self._engine) as connection:
            told = update(CHATS).where(CHATS.c.id == chat_id, due).values(told_at=now)
            return bool(connection.execute(told).rowcount)

    # -- approvals ------------------------------------------------------------------------------------------

    def request(self, chat_id: int, asked_by: int | None, now: datetime, key: str) -> ApprovalRequest | None:
        """Ask for a chat to be approved; None where it was asked for or decided before."""
        row = {"chat_id": chat_id, "key": key, "asked_by": asked_by, "asked_at": now}
        with writing(self._engine) as connection:
            state = connection.execute(select(CHATS.c.state).where(CHATS.c.id == chat_id)).scalar()
            if state != ChatState.PENDING or not upsert(connection, APPROVAL_REQUESTS, row, ()):
                return None
        return ApprovalRequest(key=key, chat_id=chat_id, asked_by=asked_by, asked_at=now)

    def note_request(self, chat_id: int, admin_id: int, message_id: int) -> None:
        """Note in which message an admin was asked, so that it can say later what was decided."""
        row = {"chat_id": chat_id, "admin_id": admin_id, "message_id": message_id}
        with writing(self._engine) as connection:
            upsert(connection, APPROVAL_NOTICES, row, ("message_id",))

    def find_request(self, *, key: str | None = None, chat_id: int | None = None) -> ApprovalRequest | None:
        """Return the request of a key, or of a chat."""
        wanted = APPROVAL_REQUESTS.c.chat_id == chat_id if key is None else APPROVAL_REQUESTS.c.key == key
        with reading(self._engine) as connection:
            row = connection.execute(select(APPROVAL_REQUESTS).where(wanted)).first()
            return None if row is None else request_of(connection, row)

    def decide(self, chat_id: int, admin_id: int, now: datetime, *, approved: bool) -> bool:
        """Approve or refuse a chat; the last decision counts. Say whether there is such a chat."""
        decision = {"approved": approved, "decided_by": admin_id, "decided_at": now}
        with writing(self._engine) as connection:
            of_chat = APPROVAL_REQUESTS.c.chat_id == chat_id
            connection.execute(update(APPROVAL_REQUESTS).where(of_chat).values(**decision))
            return set_state(connection, chat_id, Author(admin_id, now), approved=approved)

    def decide_request(self, key: str, admin_id: int, now: datetime, *, approved: bool) -> bool:
        """Decide about a request that nobody has decided about; of several at once the first counts."""
        undecided = (APPROVAL_REQUESTS.c.key == key, APPROVAL_REQUESTS.c.approved.is_(None))
        decision = {"approved": approved, "decided_by": admin_id, "decided_at": now}
        with writing(self._engine) as connection:
            decided = update(APPROVAL_REQUESTS).where(*undecided).values(**decision)
            chat_id = connection.execute(decided.returning(APPROVAL_REQUESTS.c.chat_id)).scalar()
            by = Author(admin_id, now)
            return chat_id is not None and set_state(connection, chat_id, by, approved=approved)

    def settle_request(self, chat_id: int, admin_id: int, now: datetime) -> bool:
        """Note that a request has become needless, for the person was given a role; say if one was open."""
        undecided = (APPROVAL_REQUESTS.c.chat_id == chat_id, APPROVAL_REQUESTS.c.approved.is_(None))
        decision = {"approved": True, "decided_by": admin_id, "decided_at": now}
        with writing(self._engine) as connection:
            return bool(
                connection.execute(update(APPROVAL_REQUESTS).where(*undecided).values(**decision)).rowcount
            )

    def requests_of(self, person_id: int, since: datetime) -> int:
        """Count the chats that a person has brought up since a moment."""
        theirs = (APPROVAL_REQUESTS.c.asked_by == person_id, APPROVAL_REQUESTS.c.asked_at >= since)
        with reading(self._engine) as connection:
            counted = select(func.count()).select_from(APPROVAL_REQUESTS).where(*theirs)
            return int(connection.execute(counted).scalar_one())

    # -- memberships ----------------------------------------------------------------------------------------

    def note_member(self, chat_id: int, person_id: int, now: datetime, *, present: bool) -> None:
        """Note whether a person is in a chat."""
        row = {"chat_id": chat_id, "person_id": person_id, "present": present, "checked_at": now}
        with writing(self._engine) as connection:
            upsert(connection, MEMBERSHIPS, row, ("present", "checked_at"))

    def memberships(self, person_id: int) -> tuple[Membership, ...]:
        """Return where a person was seen to be, or not to be."""
        columns = (MEMBERSHIPS.c.chat_id, MEMBERSHIPS.c.present, MEMBERSHIPS.c.checked_at)
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).where(MEMBERSHIPS.c.person_id == person_id))
            return tuple(Membership(*row) for row in rows)

    def approved_groups(self) -> tuple[Chat, ...]:
        """Return the approved groups that the bot is in."""
        kinds = [kind.value for kind in ChatKind if kind.is_group]
        wanted = (CHATS.c.kind.in_(kinds), CHATS.c.state == ChatState.APPROVED.value, CHATS.c.present)
        with reading(self._engine) as connection:
            rows = connection.execute(select(CHATS).where(*wanted).order_by(CHATS.c.id))
            return tuple(map(chat_of, rows))

    # -- moving ---------------------------------------------------------------------------------------------

    def migrate(self, old_id: int, new_id: int) -> bool:
        """Keep everything of a group under its new id; say whether there was anything under the old one.

        What was decided under the old id wins over what was under the new one.
        """
        with writing(self._engine) as connection:
            old, new = (read_chat(connection, id_) for id_ in (old_id, new_id))
            if old is None or old_id == new_id:
                return False
            decided = new if new and old.state is ChatState.PENDING else old
            kept = {"state": decided.state.value, "departments": listed(decided.departments)}
            connection.execute(delete(CHATS).where(CHATS.c.id == new_id))
            moved = {"id": new_id, "kind": ChatKind.SUPERGROUP.value, "present": True, **kept}
            connection.execute(update(CHATS).where(CHATS.c.id == old_id).values(**moved))
            for table in (MEMBERSHIPS, APPROVAL_NOTICES, APPROVAL_REQUESTS):
                connection.execute(delete(table).where(table.c.chat_id == new_id))
            for table in OF_CHATS:
                connection.execute(update(table).where(table.c.chat_id == old_id).values(chat_id=new_id))
            move_subscriptions(connection, old_id, new_id)
            return True

    def _update(self, table: Table, id_: int, **values: object) -> bool:
        with writing(self._engine) as connection:
            return bool(connection.execute(update(table).where(table.c.id == id_).values(**values)).rowcount)
