"""What admins' commands and buttons share: who may, how a screen is shown, which departments are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks import Line
from bot.handlers.desk import desk_of
from bot.handlers.questions import back_to
from bot.handlers.sending import send
from bot.html import html_text
from bot.rights import Act, decide
from bot.wording import joined, no_department_text, shorten
from storage.chats import ChatKind
from storage.records import Author

if TYPE_CHECKING:
    from bot.admin_buttons import Screen
    from bot.context import Context
    from bot.handlers.desk import Visit
    from bot.handlers.incoming import Incoming
    from storage.naming import NamedDepartment


async def is_admin(context: Context, visit: Visit, incoming: Incoming) -> bool:
    """Whether an admin asks; everybody else is told that only admins can."""
    if decide(Act.ADMINISTER, visit.rights) is None:
        return True
    await say(context, visit, incoming, visit.words.say("Only admins can do this."))
    return False


async def is_admin_in_private(context: Context, visit: Visit, incoming: Incoming) -> bool:
    """Whether an admin asks in private: what names people or opens much is not for a group to read."""
    if not await is_admin(context, visit, incoming):
        return False
    if visit.chat.kind is ChatKind.PRIVATE:
        return True
    await say(context, visit, incoming, visit.words.say("Please ask me this in private."))
    return False


async def say(context: Context, visit: Visit, incoming: Incoming, line: str) -> None:
    await send(context, back_to(visit, incoming), html_text([Line(line)], visit.words))


async def show_screen(context: Context, visit: Visit, incoming: Incoming, screen: Screen) -> int | None:
    text = html_text(screen.blocks, visit.words)
    return await send(context, back_to(visit, incoming), text, screen.keyboard)


def author(visit: Visit) -> Author:
    """Say who does what is done now."""
    return Author(visit.person.id if visit.person else "chat", visit.now)


async def named_departments(context: Context) -> tuple[NamedDepartment, ...]:
    services = context.services
    return await services.in_thread(services.departments.departments)


async def read_departments(
    context: Context, visit: Visit, incoming: Incoming, text: str
) -> tuple[str, ...] | None:
    """Read names of departments; None, and said so, where one is none."""
    if not text.strip():
        return ()
    asker, words = desk_of(context).services.asker, visit.words
    question = asker.read(text, now=visit.now)
    asked_for_none = question.idle or question.denied  # 没有的处: whoever has nothing, and no name
    if question.departments and not (question.unknown_departments or asked_for_none):
        if not (question.period or question.topics or question.codes or question.unclear_dates):
            return question.departments
        names = joined(question.departments, words)
        await say(context, visit, incoming, words.say("Name departments only: {names}.", names=names))
        return None
    unknown = question.unknown_departments or (shorten(text, 60),)
    said = no_department_text(unknown, question.nearest, words)
    await say(context, visit, incoming, said)
    return None
