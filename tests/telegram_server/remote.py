"""The server in a process of its own: for benches, so that its work is not the bot's.

Commands go in and answers come out as lines of JSON: `Remote` speaks them from the bench's side, `serve`
answers them. See `serve` for what can be said.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import TextIO

    from tests.telegram_server.chats import Chat
    from tests.telegram_server.people import Person
    from tests.telegram_server.server import TelegramServer

ROOT = Path(__file__).parents[2]
Command = dict[str, Any]


class Remote:
    """A server process; `with` starts and ends it."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.telegram_server", "--json"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        hello = self._hear()
        self.url, self.token = str(hello["url"]), str(hello["token"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

    def feed(self, texts: Sequence[str], number: int, *, chats: int = 50, group: bool = False) -> None:
        """Queue `number` messages that say `texts` in turn, from one person each in `chats` chats."""
        self.do("feed", texts=list(texts), number=number, chats=chats, group=group)

    def wait(self, number: int, method: str = "sendMessage", timeout: float = 120.0) -> float:
        """Wait until the method was called so often since the last feed; return the seconds that took."""
        answer = self.do("wait", method=method, number=number, timeout=timeout)
        if answer["number"] < number:
            raise TimeoutError(f"{answer['number']} of {number} after {timeout} s")
        return float(answer["seconds"])

    def set_latency(self, seconds: float) -> None:
        self.do("latency", seconds=seconds)

    def counts(self) -> dict[str, int]:
        """Return how often each method was called since the last feed."""
        counts: dict[str, int] = self.do("counts")
        return counts

    def do(self, command: str, **options: Any) -> Command:
        """Say one command and wait for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": command, **options}) + "\n")
        return self._hear()

    def _hear(self) -> Command:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server process ended")
        answer: Command = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


class Benchmark:
    """What the server's side of `Remote` does."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self._places: dict[tuple[int, bool], list[tuple[Person, Chat]]] = {}
        self._fed = monotonic()

    def feed(self, command: Command) -> Command:
        places = self._made(command.get("chats", 1), group=command.get("group", False))
        world = self._server.world
        with world.changed:  # all at once: what is measured is the bot
            self.clear()
            for (person, chat), text in islice(
                zip(cycle(places), cycle(command["texts"])), command["number"]
            ):
                person.says(chat, text)
            self._fed = monotonic()
        return {"number": command["number"]}

    def clear(self) -> None:
        world = self._server.world
        world.calls.clear()
        world.counts.clear()
        world.sent.clear()
        for _, chat in (place for places in self._places.values() for place in places):
            chat.by_id.clear()

    def _made(self, number: int, *, group: bool) -> list[tuple[Person, Chat]]:
        if (number, group) not in self._places:
            people = [self._server.person(f"Person {index}", language="zh-hans") for index in range(number)]
            self._places[number, group] = [
                (person, self._server.group(f"群 {person.id}", [person]) if group else person.private())
                for person in people
            ]
        return self._places[number, group]

    def wait(self, command: Command) -> Command:
        """Look every few milliseconds: a condition that rings for each request would slow the server."""
        end = monotonic() + command.get("timeout", 120)
        pause = Event()
        method = command.get("method", "sendMessage")
        while self._server.count(method) < command["number"] and monotonic() < end:
            pause.wait(0.005)
        calls = self._server.calls(method)[: command["number"]]
        return {"number": len(calls), "seconds": calls[-1].at - self._fed if calls else 0.0}

    def latency(self, command: Command) -> Command:
        self._server.latency = command["seconds"]
        return {}

    def counts(self, _command: Command) -> Command:
        return dict(self._server.world.counts)


def serve(server: TelegramServer, lines: TextIO, answers: TextIO) -> None:
    """Answer commands, `{"do": "feed" | "wait" | "latency" | "counts", …}`, until the lines end."""
    benchmark = Benchmark(server)
    commands: dict[str, Callable[[Command], Command]] = {
        "feed": benchmark.feed,
        "wait": benchmark.wait,
        "latency": benchmark.latency,
        "counts": benchmark.counts,
    }
    print(json.dumps({"url": server.url, "token": server.token}), file=answers, flush=True)
    for line in lines:
        command = json.loads(line)
        try:
            answer = commands[command["do"]](command)
        except (KeyError, TypeError) as error:
            answer = {"error": f"cannot do {line.strip()}: {error!r}"}
        print(json.dumps(answer), file=answers, flush=True)
