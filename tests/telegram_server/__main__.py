"""`python -m tests.telegram_server --port 8081`: a Telegram to play with by hand, or (`--json`) for a bench.

By hand: `Anna: 江苏中心12月` writes to the bot in private, `Anna @ 办公室群: /due` in a group, made when first
named; `Anna > label` presses a button under the bot's last message. What the bot sends is printed.
"""

from __future__ import annotations

import argparse
import sys
from threading import Thread
from typing import TYPE_CHECKING

from tests.telegram_server.chats import Chat, ChatKind
from tests.telegram_server.people import Person
from tests.telegram_server.remote import serve
from tests.telegram_server.server import TelegramServer

if TYPE_CHECKING:
    from tests.telegram_server.messages import Message


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--json", action="store_true", help="commands as lines of JSON, for benches")
    options = arguments.parse_args()
    with TelegramServer(port=options.port, privacy=False) as server:
        if options.json:
            serve(server, sys.stdin, sys.stdout)
            return
        print(f"TELEGRAM_API_URL={server.url} TELEGRAM_TOKEN={server.token}", flush=True)
        Thread(target=_print_all, args=(server,), daemon=True).start()
        for line in sys.stdin:
            try:
                _play(server, line.strip())
            except (AssertionError, LookupError, ValueError) as error:
                print(f"! {error}", flush=True)


def _play(server: TelegramServer, line: str) -> None:
    if " > " in line:
        name, _, button = line.partition(" > ")
        last = server.sent[-1]
        _person(server, name).presses(last, button.strip())
        return
    place, colon, text = line.partition(":")
    if not colon:
        raise ValueError(__doc__)
    name, _, title = place.partition("@")
    person = _person(server, name.strip())
    person.says(_group(server, title.strip(), person) if title.strip() else person.private(), text.strip())


def _person(server: TelegramServer, name: str) -> Person:
    known = {user.name: user for user in server.world.people.values()}
    person = known.get(name)
    if isinstance(person, Person):
        return person
    person = server.person(name)
    print(f"({name} has the id {person.id})", flush=True)
    return person


def _group(server: TelegramServer, title: str, person: Person) -> Chat:
    known = {chat.title: chat for chat in server.world.chats.values() if chat.kind == ChatKind.GROUP}
    chat = known.get(title) or server.group(title, bots=[])
    if not chat.members.get(server.bot.id):
        person.joins(chat)
        person.adds(server.bot, chat)
    elif not chat.member(person).present:
        person.joins(chat)
    return chat


def _print_all(server: TelegramServer) -> None:
    """Print each message of the bot, and each of its editions."""
    seen = 0
    while True:
        new = _wait_for_more(server, seen)
        seen = max(message.changed for message in new)
        for message in new:
            rows = "".join("\n    " + " ".join(f"[{label}]" for label in row) for row in message.buttons)
            print(
                f"-- {message.chat.title}{' (edited)' if message.history else ''}:\n{message.text}{rows}",
                flush=True,
            )


def _wait_for_more(server: TelegramServer, seen: int) -> list[Message]:
    def new() -> list[Message]:
        return [message for message in server.world.sent if message.changed > seen]

    with server.world.changed:
        server.world.changed.wait_for(new)
        return new()


main()
