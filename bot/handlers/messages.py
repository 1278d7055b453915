"""A message in: is it for us, may they, and who answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.addressing import Command, request_in
from bot.blocks import Line
from bot.handlers import (
    admins,
    commands,
    departments,
    plan_upload,
    records,
    reminder_reports,
    subscriptions,
    versions,
)
from bot.handlers.approvals import turn_away
from bot.handlers.card_words import take_words
from bot.handlers.desk import visit
from bot.handlers.incoming import read_message
from bot.handlers.menus import offer_menu
from bot.handlers.questions import answer, back_to, read_question
from bot.handlers.reminder_places import is_theirs
from bot.handlers.sending import send
from bot.html import html_text
from bot.question import Language
from bot.rights import Act, decide
from bot.subscribing import read_wish
from storage.chats import ChatKind, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from telegram import Update

    from bot.addressing import Request
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming


class Handler(Protocol):
    """Answers a command; `text` is what stands behind it."""

    def __call__(
        self, context: Context, visit: Visit, incoming: Incoming, text: str, /
    ) -> Awaitable[None]: ...


HANDLERS: dict[Command, Handler] = {
    Command.START: commands.start,
    Command.HELP: commands.help_,
    Command.DUE: commands.due,
    Command.MY: commands.my,
    Command.WHO: commands.who,
    Command.SUBSCRIBE: subscriptions.subscribe,
    Command.UNSUBSCRIBE: subscriptions.unsubscribe,
    Command.SUBSCRIPTIONS: subscriptions.subscriptions,
    Command.DRYRUN: reminder_reports.dry_run,
    Command.DELIVERIES: reminder_reports.deliveries,
    Command.COVERAGE: reminder_reports.coverage,
    Command.LANG: commands.lang,
    Command.WHOAMI: commands.whoami,
    Command.DEPARTMENTS: departments.departments,
    Command.ALIAS: departments.alias,
    Command.RENAME: departments.rename,
    Command.MERGE: departments.merge,
    Command.LOG: records.show_log,
    Command.BACKUP: records.backup,
    Command.CHATS: admins.chats,
    Command.ADMINS: admins.admins,
    Command.ROLE: admins.role,
    Command.SCOPE: admins.scope,
    Command.RELOAD: plan_upload.reload,
    Command.VERSIONS: versions.versions,
    Command.ROLLBACK: versions.rollback,
}
OPEN_TO_ALL = {Command.WHOAMI}
"""What even strangers may ask: the number that makes them known."""
FOR_ADMINS = {
    Command.DEPARTMENTS, Command.ALIAS, Command.RENAME, Command.MERGE, Command.LOG, Command.BACKUP,
    Command.CHATS, Command.ADMINS, Command.ROLE, Command.SCOPE,
    Command.VERSIONS, Command.ROLLBACK, Command.RELOAD,
    Command.DRYRUN, Command.DELIVERIES, Command.COVERAGE,
}  # fmt: skip


async def on_message(update: Update, context: Context) -> None:
    """Answer a message, a channel's post, or either edited, if it is meant for us."""
    message = update.effective_message
    edited = update.edited_message is not None or update.edited_channel_post is not None
    incoming = read_message(message, context.bot.id, edited=edited) if message else None
    if incoming is None:
        return
    request = request_in(incoming.said, context.bot.username)
    if request is None or (edited and not request.is_question):
        return
    guest = await visit(context, incoming.chat, incoming.person, incoming.client_language)
    if request.command in FOR_ADMINS:
        await _mend_menu(context, guest)
    if not (_is_open(request, guest) or await _is_about_own(context, request, guest)):
        await turn_away(context, guest, incoming)
        return
    if not edited and await take_words(context, guest, incoming):
        return
    await _reply(context, guest, incoming, request)


async def _mend_menu(context: Context, guest: Visit) -> None:
    """Take the admins' commands from the menu of who no longer is one: ADMIN_IDS may have changed."""
    person = guest.person
    if person is None or guest.chat.kind is not ChatKind.PRIVATE or guest.rights.role is Role.ADMIN:
        return
    await offer_menu(
        context, person.id, guest.rights.role, Language(person.language) if person.language else None
    )


def _is_open(request: Request, guest: Visit) -> bool:
    """Whether someone may ask for this here at all; what of it, the rest decides."""
    if request.command in OPEN_TO_ALL:
        return True
    act = Act.ADMINISTER if request.command in FOR_ADMINS else Act.ASK
    return decide(act, guest.rights) is None or decide(Act.ASK, guest.rights) is None


async def _is_about_own(context: Context, request: Request, guest: Visit) -> bool:
    """Whether it is about reminders that are somebody's own affair, whatever they may ask."""
    if request.command not in {Command.SUBSCRIBE, Command.UNSUBSCRIBE}:
        return False
    ends = request.command is Command.UNSUBSCRIBE
    return await is_theirs(context, guest, read_wish(request.text).place, ends=ends)


async def _reply(context: Context, guest: Visit, incoming: Incoming, request: Request) -> None:
    command, text = request.command, request.text
    if command in HANDLERS:
        await HANDLERS[command](context, guest, incoming, text)
    elif text:
        question = await read_question(context, guest, incoming, text)
        await answer(context, guest, incoming, question)
    else:
        await commands.ask_for_words(context, guest, incoming, Command.ASK)


async def on_picture(update: Update, context: Context) -> None:
    """Tell an admin, once, that no plan is read from a picture; others' words under it are answered."""
    message, edited = update.effective_message, update.edited_message is not None
    incoming = read_message(message, context.bot.id, edited=edited) if message else None
    if incoming is None:
        return
    guest = await visit(context, incoming.chat, incoming.person, incoming.client_language)
    if decide(Act.ADMINISTER, guest.rights) is not None:
        await (on_message if incoming.said.text else on_other)(update, context)
        return
    if edited:
        return
    said = guest.words.say(
        "I cannot read a plan from a picture. Please send the plan itself as a file: "
        ".xlsx, .docx, .pdf, .csv or .txt."
    )
    if incoming.said.text:
        said += " " + guest.words.say("A question is best sent without a picture.")
    await send(context, back_to(guest, incoming), html_text([Line(said)], guest.words))


async def on_other(update: Update, context: Context) -> None:
    """Say in private that only text is read: a voice would wait for an answer for ever."""
    message = update.message
    incoming = read_message(message, context.bot.id, edited=False) if message else None
    if incoming is None or incoming.chat.kind is not ChatKind.PRIVATE:
        return
    guest = await visit(context, incoming.chat, incoming.person, incoming.client_language)
    if not guest.rights.may_ask:
        await turn_away(context, guest, incoming)
        return
    line = Line(guest.words.say("I can only read text. Please write your question."))
    await send(context, back_to(guest, incoming), html_text([line], guest.words))
