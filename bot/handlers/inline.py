"""Inline mode: `@bot words` in any chat, for people who may ask in private; the answers are articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.catalogue import catalogue
from bot.handlers.desk import desk_of
from bot.handlers.incoming import read_person
from bot.menus import menu_language
from bot.replies import articles
from bot.rights import Act, decide, rights_in
from bot.telegram.markup import NO_PREVIEW

if TYPE_CHECKING:
    from telegram import Update

    from bot.context import Context
    from bot.replies import Article

CACHED = 10  # seconds: plans change, and so do rights
LONGEST = 300


async def on_inline(update: Update, context: Context) -> None:
    """Answer what is typed behind the bot's name; a stranger is shown the way to ask for approval."""
    query = update.inline_query
    person = read_person(query.from_user) if query else None
    if query is None or person is None:
        return
    desk = desk_of(context)
    now = desk.services.clock()
    situation = await desk.directory.situation(None, person, context.bot, now)
    rights = rights_in(situation)
    words = catalogue(
        menu_language(situation, query.from_user.language_code, desk.services.settings.language)
    )
    found: list[Article] = []
    button = None
    if decide(Act.ASK, rights) is not None:
        button = InlineQueryResultsButton(words.say("Ask for approval first"), start_parameter="approval")
    elif query.query.strip():
        question = desk.services.asker.read(query.query[:LONGEST], now=now)
        found = articles(desk.services.asker, question, rights, now)
    try:
        await query.answer(
            [_result(number, article) for number, article in enumerate(found)],
            cache_time=CACHED,
            is_personal=True,
            button=button,
        )
    except BadRequest as error:  # typed on meanwhile: nobody waits for this answer any more
        if "query is too old" not in str(error).lower():
            raise


def _result(number: int, article: Article) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        article.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(str(number), article.title, content, description=article.description)
