"""The conversation in a terminal: what a chat would answer, without a token."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from bot.answering import leads_on
from bot.conversations import MEMORY, NOTHING
from bot.sentences import say_sentence
from bot.terminal import render_terminal
from storage.errors import DubanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from bot.asking import Asker
    from bot.catalogue import Catalogue
    from bot.terminal_reminders import TerminalReminders

log = logging.getLogger(__name__)

NEWS_EVERY = 10.0  # seconds
LEAVING = frozenset({"/quit", "/exit", "quit", "exit", "bye", "退出", "再见", "结束"})


class Conversation:
    """One person's questions in a row; `clock` says when each is asked, in the office's zone."""

    def __init__(self, asker: Asker, clock: Callable[[], datetime], words: Catalogue) -> None:
        self._asker = asker
        self._clock = clock
        self._words = words
        self._past = NOTHING
        self._asked: datetime | None = None

    def reply(self, text: str, width: int) -> str:
        """Answer one question; whatever goes wrong becomes a sentence."""
        try:
            return self._answer(text, width)
        except DubanError as error:
            return say_sentence(str(error), self._words)
        except Exception:
            log.exception("a question failed")
            return self._words.say("Something went wrong. Please ask in other words.")

    def _answer(self, text: str, width: int) -> str:
        now = self._clock()
        if self._asked is None or now - self._asked > MEMORY:
            self._past = NOTHING
        answer = self._asker.ask(text, now=now, previous=self._past.previous, in_vain=self._past.in_vain)
        self._past, self._asked = self._past.then(answer.question, answered=leads_on(answer)), now
        return render_terminal(answer, width)


def converse(
    conversation: Conversation, words: Catalogue, reminders: TerminalReminders | None = None
) -> None:
    """Talk with a person at a terminal; without one, answer each line of standard input.

    `reminders` are shown at the start, and meanwhile as they fall due.
    """
    if reminders is not None:
        _show_news(reminders)
        Thread(target=_keep_showing, args=(reminders,), daemon=True).start()
    _talk(conversation, words)


def _show_news(reminders: TerminalReminders) -> None:
    news = reminders.news(terminal_width())
    if news:
        print(f"{news}\n", flush=True)


def _keep_showing(reminders: TerminalReminders) -> None:
    """Look for news again and again, as long as the program runs."""
    pause = Event()
    while not pause.wait(NEWS_EVERY):
        try:
            _show_news(reminders)
        except DubanError:
            log.exception("reminders could not be looked for")


def _talk(conversation: Conversation, words: Catalogue) -> None:
    if sys.stdin is None:  # closed by whoever started us: nobody asks
        return
    if not sys.stdin.isatty():
        for line in questions(sys.stdin):
            print(conversation.reply(line, terminal_width()), end="\n\n", flush=True)
        return
    print(words.say("Ask away; “help” shows how, Ctrl-D leaves."), end="\n\n")
    with suppress(EOFError, KeyboardInterrupt):
        for line in questions(typed_lines()):
            print(f"\n{conversation.reply(line, terminal_width())}\n", flush=True)
    print(words.say("Goodbye."))


def terminal_width() -> int:
    """Count the columns to fill: the terminal's, but no more than are easy to read."""
    return min(max(shutil.get_terminal_size().columns, 40), 120)


def questions(lines: Iterable[str]) -> Iterator[str]:
    """Yield what is asked, up to a word of leaving; blank lines ask nothing."""
    for line in lines:
        text = line.strip().removeprefix("\ufeff")
        if text.lower() in LEAVING:
            return
        if text:
            yield text


def typed_lines() -> Iterator[str]:
    """Yield lines typed with editing and history; Ctrl-C and Ctrl-D on a blank one raise."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, InMemoryHistory
    from prompt_toolkit.patch_stdout import patch_stdout

    path = history_file()
    history = FileHistory(str(path)) if path else InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=history, key_bindings=_keys())
    while True:
        with patch_stdout():  # what is shown meanwhile goes above the line that is being typed
            line = session.prompt("› ")
        yield line


def _keys() -> KeyBindings:
    """Let Ctrl-C clear a line that somebody has begun, and leave from a blank one."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("c-c")
    def clear_or_leave(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return keys


def history_file() -> Path | None:
    """Say where typed questions are kept, for this person only; None where no such place can be written."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    try:
        folder = Path(state).expanduser() / "duban"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / "history"
        file.touch(mode=0o600)
    except (OSError, RuntimeError):
        return None
    return file
