"""The commands that people are offered, and the language they are offered in. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.addressing import Command
from bot.catalogue import catalogue, mark
from bot.question import Language

if TYPE_CHECKING:
    from bot.rights import Situation

DESCRIPTIONS = {
    Command.ASK: mark("ask about the work plan"),
    Command.DUE: mark("what is due this month, and what is overdue"),
    Command.MY: mark("what my department has to do"),
    Command.WHO: mark("who is responsible for something"),
    Command.HELP: mark("what can be asked, with examples"),
    Command.SUBSCRIBE: mark("be reminded here before deadlines"),
    Command.UNSUBSCRIBE: mark("end reminders here"),
    Command.SUBSCRIPTIONS: mark("which reminders come here"),
    Command.DRYRUN: mark("which reminders would come in the next days"),
    Command.DELIVERIES: mark("reminders sent, and what failed"),
    Command.COVERAGE: mark("who is told of which department"),
    Command.LANG: mark("choose a language"),
    Command.WHOAMI: mark("my number and what I may do"),
    Command.START: mark("begin"),
    Command.DEPARTMENTS: mark("departments, their names and aliases"),
    Command.ALIAS: mark("another name for a department"),
    Command.RENAME: mark("rename a department"),
    Command.MERGE: mark("make a department part of another"),
    Command.LOG: mark("who did what"),
    Command.BACKUP: mark("send me a backup of everything"),
    Command.CHATS: mark("chats: approve, refuse, limit"),
    Command.ADMINS: mark("admins and roles"),
    Command.ROLE: mark("give someone a role"),
    Command.SCOPE: mark("limit what a chat may ask about"),
    Command.RELOAD: mark("look at the plan file anew"),
    Command.VERSIONS: mark("versions of the plan, and the way back"),
    Command.ROLLBACK: mark("go back to an earlier version"),
}
FOR_GROUPS = (
    Command.ASK, Command.DUE, Command.MY, Command.WHO, Command.HELP, Command.SUBSCRIBE,
    Command.UNSUBSCRIBE, Command.SUBSCRIPTIONS, Command.LANG, Command.WHOAMI,
)  # fmt: skip
FOR_PRIVATE = (*FOR_GROUPS, Command.START)
FOR_ADMINS = (
    *FOR_PRIVATE, Command.DRYRUN, Command.DELIVERIES, Command.COVERAGE,
    Command.DEPARTMENTS, Command.ALIAS, Command.RENAME, Command.MERGE, Command.LOG,
    Command.BACKUP, Command.CHATS, Command.ADMINS, Command.ROLE, Command.SCOPE,
    Command.VERSIONS, Command.ROLLBACK, Command.RELOAD,
)  # fmt: skip


def menu(commands: tuple[Command, ...], language: Language) -> list[tuple[str, str]]:
    """Return commands with what they do, in one language."""
    words = catalogue(language)
    return [(command.value, words.say(DESCRIPTIONS[command])) for command in commands]


def menu_language(situation: Situation | None, client: str | None, otherwise: Language) -> Language:
    """Choose the language of what is no answer: the person's own choice, the client's, the chat's, ours."""
    person, chat = (situation.person, situation.chat) if situation else (None, None)
    if person and person.language:
        return Language(person.language)
    if client:
        return Language.CHINESE if client.lower().startswith("zh") else Language.ENGLISH
    return Language(chat.language) if chat and chat.language else otherwise
