"""What is said about people, chats and their rights. PURE but for the catalogue.

Names are other people's words: they are shortened here, and escaped where HTML is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalogue import mark
from bot.wording import joined, shorten, some_of
from storage.chats import ChatKind, ChatState, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.catalogue import Catalogue
    from bot.rights import Rights, Situation
    from storage.chats import Chat, Departments, Person

LONGEST_NAME = 60
MOST_NAMES = 8
ROLE_NAMES = {
    Role.ADMIN: mark("admin"),
    Role.HEAD: mark("head of department"),
    Role.MEMBER: mark("member"),
}
STATE_NAMES = {
    ChatState.PENDING: mark("not approved"),
    ChatState.APPROVED: mark("approved"),
    ChatState.REFUSED: mark("refused"),
}
KIND_NAMES = {
    ChatKind.PRIVATE: mark("private chat"),
    ChatKind.GROUP: mark("group"),
    ChatKind.SUPERGROUP: mark("group"),
    ChatKind.CHANNEL: mark("channel"),
}


def person_name(person: Person | None, words: Catalogue) -> str:
    """Name a person with their number; who never wrote has the number only."""
    if person is None:
        return words.say("somebody")
    name = shorten(person.name, LONGEST_NAME)
    at = f" @{person.username}" if person.username else ""
    return f"{name}{at} ({person.id})".strip() if name else str(person.id)


def chat_name(chat: Chat, words: Catalogue) -> str:
    kind = words.say(KIND_NAMES[chat.kind])
    title = shorten(chat.title, LONGEST_NAME)
    return words.say("{kind} “{title}” ({id})", kind=kind, title=title, id=chat.id)


def scope_text(scope: Departments, words: Catalogue) -> str:
    if scope is None:
        return words.say("all departments")
    return some_of(scope, MOST_NAMES, words) if scope else words.say("nothing")


# -- /whoami ------------------------------------------------------------------------------------------------


def whoami_lines(
    situation: Situation, rights: Rights, words: Catalogue, *, admins_named: bool
) -> Iterator[str]:
    """Tell someone who they are to us; without admins yet, how to become the first."""
    person, chat = situation.person, situation.chat
    if person is None:
        yield words.say("You write in the name of this chat, so I do not see who you are.")
    else:
        yield words.say("Your number: {id}", id=person.id)
        role = words.say(ROLE_NAMES[rights.role]) if rights.role else words.say("none")
        yield words.say("Your role: {role}", role=role)
        if person.departments:
            yield words.say("Your departments: {names}", names=joined(person.departments, words))
    if chat is not None and chat.kind is not ChatKind.PRIVATE:
        state = words.say(STATE_NAMES[chat.state])
        yield words.say("This chat: {id}, {state}", id=chat.id, state=state)
    yield words.say("Here you may ask about: {scope}", scope=scope_text(rights.scope, words))
    if not admins_named and person is not None:
        yield words.say("No admin is named yet: put your number into ADMIN_IDS and start me again.")


# -- approvals ----------------------------------------------------------------------------------------------


def stranger_line(chat: Chat, words: Catalogue, *, admins: bool) -> str:
    """Say politely that this chat may not ask (yet)."""
    if chat.state is ChatState.REFUSED:
        return words.say("Sorry, I may not answer in this chat.")
    if not admins:
        return words.say("I answer nobody yet, for no admin is named. /whoami says how to become one.")
    if chat.kind is ChatKind.PRIVATE:
        return words.say("I only answer people whom an admin has approved. I have asked the admins for you.")
    return words.say("I only answer in chats that an admin has approved. I have asked the admins.")


def request_line(chat: Chat, person: Person | None, words: Catalogue) -> str:
    if chat.kind is ChatKind.PRIVATE:
        return words.say("{person} would like to ask me about the plan.", person=person_name(person, words))
    named = chat_name(chat, words)
    if person is None:
        return words.say("I was asked in a chat that is not approved: {chat}.", chat=named)
    return words.say(
        "I was asked in a chat that is not approved: {chat}. It was {person}.",
        chat=named,
        person=person_name(person, words),
    )


def decision_line(chat: Chat, admin: Person | None, words: Catalogue, *, approved: bool) -> str:
    values = {"chat": chat_name(chat, words), "admin": person_name(admin, words)}
    if approved:
        return words.say("Approved: {chat}. By {admin}.", **values)
    return words.say("Refused: {chat}. By {admin}.", **values)


# -- /chats and /admins -------------------------------------------------------------------------------------


def chat_line(chat: Chat, words: Catalogue) -> str:
    """Describe a chat in a list."""
    parts = [words.say(STATE_NAMES[chat.state])]
    if chat.state is ChatState.APPROVED:
        parts.append(scope_text(chat.departments, words))
    if not chat.present:
        parts.append(words.say("I am not there (any more)"))
    return " · ".join((chat_name(chat, words), *parts))


def person_line(person: Person, words: Catalogue) -> str:
    """Describe a person with a role in a list."""
    role = words.say(ROLE_NAMES[person.role]) if person.role else words.say("none")
    parts = [person_name(person, words), role]
    if person.departments:
        parts.append(joined(person.departments, words))
    return " · ".join(parts)


def in_order(chats: Iterable[Chat]) -> list[Chat]:
    """Sort chats: the undecided first, then groups and channels, then people."""
    order = {ChatState.PENDING: 0, ChatState.APPROVED: 1, ChatState.REFUSED: 2}
    return sorted(
        chats, key=lambda chat: (order[chat.state], chat.kind is ChatKind.PRIVATE, chat.title, chat.id)
    )
