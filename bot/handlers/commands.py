"""The commands that everybody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.addressing import Command
from bot.blocks import Line
from bot.catalogue import catalogue
from bot.conversations import NOTHING, Past
from bot.handlers.approvals import admins_of
from bot.handlers.desk import desk_of
from bot.handlers.menus import offer_menu
from bot.handlers.questions import answer, back_to, read_question
from bot.handlers.sending import send
from bot.html import MESSAGE_PAGE, html_text
from bot.keyboards import language_keyboard
from bot.menus import DESCRIPTIONS, FOR_ADMINS, FOR_GROUPS, FOR_PRIVATE, menu_language
from bot.question import Intent, Language, Question
from bot.question_types.guidance import example_questions
from bot.rendering import compose
from bot.replies import all_of, due_question, of_departments
from bot.roster import whoami_lines
from storage.chats import ChatKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answer import Answer
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from bot.keyboards import Keyboard


async def start(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Greet, and say what can be asked."""
    hello = visit.words.say("Hello! I am Duban.")
    await _say(context, visit, incoming, [Line(hello), Line(""), *_help(context, visit)])
    del text


async def help_(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Say what can be asked, with examples that the loaded plan answers."""
    del text
    await _say(context, visit, incoming, _help(context, visit))


def _help(context: Context, visit: Visit) -> list[Line]:
    answer = _guidance(context, visit)
    lines = [block for block in compose(answer, visit.words, MESSAGE_PAGE) if isinstance(block, Line)]
    commands: tuple[Command, ...] = FOR_GROUPS
    if visit.chat.kind is ChatKind.PRIVATE:
        commands = FOR_ADMINS if visit.rights.role is Role.ADMIN else FOR_PRIVATE
    said = [Line(f"/{command.value} – {visit.words.say(DESCRIPTIONS[command])}") for command in commands]
    return [*lines, Line(""), *said]


def _guidance(context: Context, visit: Visit) -> Answer:
    """Ask for help: examples from what may be asked about here."""
    asker = desk_of(context).services.asker
    year = asker.plan_year(now=visit.now)
    question = Question(intent=Intent.HELP, language=visit.words.language, plan_year=year)
    return asker.answer(question, now=visit.now, scope=visit.rights.scope)


async def ask_for_words(context: Context, visit: Visit, incoming: Incoming, command: Command) -> None:
    """Say what to write behind a bare /ask or /who."""
    guidance = _guidance(context, visit)
    said = guidance.examples.topic if command is Command.WHO else None
    said = said or next(iter(example_questions(guidance, visit.words)))
    line = visit.words.say(
        "Please write your question behind it, for example: {example}", example=f"/{command.value} {said}"
    )
    await _say(context, visit, incoming, [Line(line)])


async def due(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List what is due this month and overdue: the place's departments', else the person's, else all."""
    own = visit.chat.departments or (visit.rights.own if visit.chat.kind is ChatKind.PRIVATE else ())
    said = await _said_of(own, context, visit, incoming, text)
    await answer(context, visit, incoming, due_question(said, visit.now))


async def my(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """List what the asker's departments have in the plan: their own, else all that they may ask about."""
    own = visit.rights.own or visit.rights.scope or ()
    said = await _said_of(own, context, visit, incoming, text)
    if said.departments or said.unknown_departments or said.intent is Intent.OUT_OF_SCOPE:
        await answer(context, visit, incoming, said)
        return
    line = visit.words.say(
        "I do not know which department is yours. Ask me by its name, or have an admin set it: /role"
    )
    await _say(context, visit, incoming, [Line(line)])


async def _said_of(
    departments: tuple[str, ...], context: Context, visit: Visit, incoming: Incoming, text: str
) -> Question:
    """Read what stands behind a command that is about some departments, unless other ones are named."""
    year = desk_of(context).services.asker.plan_year(now=visit.now)
    everything = all_of(departments, visit.words.language, year)
    if not text:
        return everything
    said = await read_question(context, visit, incoming, text, after=Past(everything))
    return said if said.intent is Intent.OUT_OF_SCOPE else of_departments(said, departments)


async def who(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Say who is responsible for what is named."""
    if not text:
        await ask_for_words(context, visit, incoming, Command.WHO)
        return
    question = await read_question(context, visit, incoming, text, after=NOTHING)
    if question.intent in {Intent.LIST, Intent.OUT_OF_SCOPE}:
        words = catalogue(question.language)
        whole = words.say("who is responsible for {topic}", topic=text)
        question = await read_question(context, visit, incoming, whole, after=NOTHING)
    await answer(context, visit, incoming, question)


async def lang(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Let a person choose the language of menus, with or without naming it at once."""
    named = LANGUAGES.get(text.strip().lower())
    if named is None:
        line = visit.words.say("Answers follow your question. In which language shall I say all else?")
        await _say(context, visit, incoming, [Line(line)], language_keyboard(visit.words))
        return
    await _say(
        context,
        visit,
        incoming,
        [Line(await choose_language(context, visit, incoming.client_language, named))],
    )


LANGUAGES = {
    "zh": "zh", "中文": "zh", "汉语": "zh", "chinese": "zh", "cn": "zh", "zh-cn": "zh",
    "en": "en", "english": "en", "英文": "en", "英语": "en",
    "auto": "auto", "自动": "auto",
}  # fmt: skip


async def choose_language(context: Context, visit: Visit, client: str | None, named: str) -> str:
    """Set the language of a person, or of a chat that speaks for itself; say so in it."""
    desk = desk_of(context)
    chats, chosen = desk.services.chats, None if named == "auto" else named
    if visit.person is None:
        await desk.services.in_thread(chats.set_chat_language, visit.chat.id, chosen)
    else:
        await desk.services.in_thread(chats.set_language, visit.person.id, chosen)
    desk.forget()
    if chosen is not None:
        language = Language(chosen)
    else:
        language = menu_language(None, client, desk.services.settings.language)
    if visit.person is not None:
        await offer_menu(context, visit.person.id, visit.rights.role, language if chosen else None)
    return catalogue(language).say("From now on I say menus and notices in English.")


async def whoami(context: Context, visit: Visit, incoming: Incoming, text: str) -> None:
    """Tell someone their number and what they may do; strangers, too."""
    del text
    named = bool(await admins_of(context))
    lines = whoami_lines(visit.situation, visit.rights, visit.words, admins_named=named)
    await _say(context, visit, incoming, [Line(line) for line in lines])


async def _say(
    context: Context, visit: Visit, incoming: Incoming, lines: Iterable[Line], keyboard: Keyboard = ()
) -> None:
    await send(context, back_to(visit, incoming), html_text(lines, visit.words), keyboard)
