"""The one thing that is said before any handler: not so fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import ReplyParameters

from bot.catalogue import catalogue
from bot.question import Language

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.context import Bot
    from bot.telegram.envelope import Envelope


def language_of(code: str | None, otherwise: Language) -> Language:
    """Return the language for a client's language code: Chinese of any kind, or English for others' own."""
    if code is None:
        return otherwise
    return Language.CHINESE if code.lower().startswith("zh") else Language.ENGLISH


async def ask_for_patience(bot: Bot, envelope: Envelope, otherwise: Language, *, dropped: bool) -> None:
    """Tell a person that their questions now wait for their turn, or that they are left unanswered."""
    text = patience(catalogue(language_of(envelope.language, otherwise)), dropped=dropped)
    content = envelope.content or {}
    if envelope.kind == "callback_query":
        await bot.answer_callback_query(str(content.get("id")), text)
    elif envelope.chat is not None:
        number = content.get("message_id")
        reply = ReplyParameters(number, allow_sending_without_reply=True) if isinstance(number, int) else None
        await bot.send_message(envelope.chat, text, message_thread_id=envelope.thread, reply_parameters=reply)


def patience(words: Catalogue, *, dropped: bool) -> str:
    if dropped:
        return words.say(
            "That is too much at once. I leave your latest questions unanswered: "
            "please ask again in a few minutes."
        )
    return words.say(
        "That is many questions at once. I answer them one after another: a little patience, please."
    )
