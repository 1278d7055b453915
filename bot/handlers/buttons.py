"""A pressed button in; the message changed, or a polite word why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Line
from bot.conversations import Place
from bot.handlers import admins
from bot.handlers.approvals import on_decision
from bot.handlers.commands import choose_language
from bot.handlers.desk import desk_of, visit
from bot.handlers.incoming import read_chat, read_person
from bot.handlers.sending import edit, notify
from bot.html import html_text
from bot.keyboards import ChatCard, ChatList, Decision, LanguageChoice, Move, read_press
from bot.replies import read_listing, show
from bot.rights import Act, decide

if TYPE_CHECKING:
    from telegram import CallbackQuery, Update

    from bot.context import Context
    from bot.handlers.desk import Visit


async def on_press(update: Update, context: Context) -> None:
    """Do what a button says, if it is one of ours and whoever presses it may."""
    query = update.callback_query
    if query is None:
        return
    chat = read_chat(query.message.chat) if query.message else None
    if chat is None:  # a message sent by way of inline mode: ours have no buttons
        await notify(query)
        return
    guest = await visit(context, chat, read_person(query.from_user), query.from_user.language_code)
    match read_press(query.data or ""):
        case Move() as move:
            await _move(context, guest, query, move)
        case Decision() as decision:
            await on_decision(context, guest, query, decision)
        case LanguageChoice(language):
            await _choose(context, guest, query, language or "auto")
        case ChatCard() | ChatList() as wanted:
            await admins.on_card(context, guest, query, wanted)
        case _:
            await _too_old(guest, query)


async def _too_old(guest: Visit, query: CallbackQuery) -> None:
    await notify(query, guest.words.say("This button is no longer valid. Please ask again."), alert=True)


async def _move(context: Context, guest: Visit, query: CallbackQuery, move: Move) -> None:
    """Show what a move leads to, in place of what the message shows."""
    desk = desk_of(context)
    if decide(Act.ASK, guest.rights) is not None:
        await notify(query, guest.words.say("You may not ask here."), alert=True)
        return
    view = await desk.views.find(move.key, guest.chat.id, guest.now)
    listing = read_listing(view.content) if view else None
    if view is None or listing is None or query.message is None:
        await _too_old(guest, query)
        return
    shown = show(desk.services.asker, listing, move, guest.rights, guest.now)
    place = Place(guest.chat.id, view.thread_id, query.from_user.id)
    desk.conversations.remember(place, shown.question, guest.now, None)
    await edit(context, guest.chat.id, query.message.message_id, shown.text, shown.keyboard)
    await notify(query)


async def _choose(context: Context, guest: Visit, query: CallbackQuery, language: str) -> None:
    if decide(Act.ASK, guest.rights) is not None:
        await notify(query, guest.words.say("You may not ask here."), alert=True)
        return
    said = await choose_language(context, guest, query.from_user.language_code, language)
    if guest.chat.id == query.from_user.id and query.message is not None:
        await edit(context, guest.chat.id, query.message.message_id, html_text([Line(said)], guest.words))
    await notify(query, said)
