from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.answer import Answer
from bot.catalogue import catalogue
from bot.console import Conversation, converse, history_file, questions
from bot.question import Intent, Language, Question
from storage.errors import DubanError
from tests.bot.command_line import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = catalogue(Language.ENGLISH)
START = datetime(2017, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Listener:
    """Answers nothing; remembers what it was asked and what it was told of the question before."""

    def __init__(self, error: Exception | None = None) -> None:
        self.heard: list[tuple[str, Question | None]] = []
        self._error = error

    def ask(
        self,
        text: str,
        *,
        now: datetime,
        previous: Question | None = None,
        in_vain: Question | None = None,
    ) -> Answer:
        self.heard.append((text, previous or in_vain))
        if self._error:
            raise self._error
        question = Question(intent=Intent.LIST, language=Language.ENGLISH, topics=(text,))
        return Answer(question=question, today=now.date())


def test_a_follow_up_knows_the_question_before_it() -> None:
    asker = Listener()
    conversation = Conversation(asker, Clock(), WORDS)
    conversation.reply("first", 80)
    conversation.reply("second", 80)
    assert [(text, previous and previous.topics) for text, previous in asker.heard] == [
        ("first", None),
        ("second", ("first",)),
    ]


@pytest.mark.parametrize(("minutes", "remembered"), [(10, True), (10.1, False)])
def test_a_question_is_remembered_for_ten_minutes(minutes: float, remembered: bool) -> None:
    asker, clock = Listener(), Clock()
    conversation = Conversation(asker, clock, WORDS)
    conversation.reply("first", 80)
    clock.now += timedelta(minutes=minutes)
    conversation.reply("second", 80)
    assert (asker.heard[1][1] is not None) is remembered


def test_an_expected_error_is_said_as_it_is() -> None:
    assert (
        Conversation(Listener(DubanError("The plan is gone.")), Clock(), WORDS).reply("x", 80)
        == "The plan is gone."
    )


def test_a_bug_becomes_a_polite_sentence_and_the_conversation_goes_on() -> None:
    reply = Conversation(Listener(RuntimeError("boom")), Clock(), WORDS).reply("x", 80)
    assert reply
    assert "boom" not in reply


@pytest.mark.parametrize("word", ["quit", "EXIT", " /quit ", "退出"])
def test_a_word_of_leaving_ends_the_questions(word: str) -> None:
    assert list(questions(["one", word, "two"])) == ["one"]


def test_blank_lines_ask_nothing() -> None:
    assert list(questions(["\ufeffone\n", "\n", "  \r\n", "two"])) == ["one", "two"]


def test_without_a_terminal_each_line_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asker = Listener()
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    converse(Conversation(asker, Clock(), WORDS), WORDS)
    assert [text for text, _ in asker.heard] == ["one", "two"]
    assert capsys.readouterr().out.endswith("\n\n")


def test_typed_questions_are_kept_for_this_person_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    file = history_file()
    assert file is not None
    assert file.stat().st_mode & 0o077 == 0


def test_where_no_history_can_be_written_there_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert history_file() is None


# -- at a real terminal ---------------------------------------------------------------------------------------


class Terminal:
    """A person at a pseudo-terminal that `duban chat` runs in."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = pty.openpty()
        environment = {
            **os.environ,
            "LANGUAGE": "en",
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "XDG_STATE_HOME": str(folder),
        }
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'chat.db'}"
        self._fd = ours
        self.process = subprocess.Popen(
            [COMMAND, "run"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = self._unread = ""

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def read_until(self, text: str, seconds: float = 30) -> None:
        """Read on until `text` comes; what came before the last such text does not count again."""
        deadline = time.monotonic() + seconds
        while text not in self._unread and self._is_readable(deadline):
            try:
                self._unread += os.read(self._fd, 65536).decode(errors="replace")
            except OSError:  # the other side is closed
                break
        read, found, self._unread = self._unread.partition(text)
        self.seen += read + found
        assert found, self.seen

    def _is_readable(self, deadline: float) -> bool:
        return bool(select.select([self._fd], [], [], max(0, deadline - time.monotonic()))[0])

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._fd)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


@pytest.mark.parametrize("keys", ["\x04", "\x03", "quit\r"], ids=["Ctrl-D", "Ctrl-C", "quit"])
@pytest.mark.slow
def test_a_person_asks_and_leaves_politely(terminal: Terminal, keys: str) -> None:
    terminal.read_until("›")
    terminal.type("审协江苏中心2017年12月\r")
    terminal.read_until("2017-35")
    terminal.read_until("›")
    terminal.type(keys)
    terminal.read_until("Goodbye")
    assert terminal.process.wait(timeout=20) == 0
    assert "Traceback" not in terminal.seen


def test_ctrl_c_clears_a_line_that_was_begun(terminal: Terminal) -> None:
    terminal.read_until("›")
    terminal.type("something else")
    terminal.read_until("else")
    terminal.type("\x03")
    terminal.type("审协江苏中心2017年12月\r")
    terminal.read_until("2017-35")
    assert terminal.process.poll() is None
