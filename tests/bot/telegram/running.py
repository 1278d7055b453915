"""A bot as a process: started, asked to stop, killed, and what it has logged."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import text

from storage.database import make_engine
from tests.bot.command_line import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.telegram_server import TelegramServer

ROOT = Path(__file__).parents[3]
SMALL_BOT = "tests.bot.telegram.small_bot"
PATIENCE = 30.0


class Running:
    """One folder, one database; the bot in it may be started again and again."""

    def __init__(self, server: TelegramServer, folder: Path, *flags: str, **settings: str) -> None:
        self._command = [sys.executable, "-m", SMALL_BOT, *flags]
        self._environment = {
            **environment(),
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": f"sqlite:///{folder}/duban.db",
            "LOG_LEVEL": "DEBUG",
            **settings,
        }
        self._folder = folder
        self._log_file = folder / f"log-{len(list(folder.glob('log-*')))}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        with self._log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )
        return self

    def stop(self) -> int:
        """Ask it to stop, as an operator does; return its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE)

    @property
    def log(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def rows(self, state: str) -> int:
        """Count the updates in a state."""
        engine = make_engine(self._environment["DATABASE_URL"])
        with engine.connect() as connection:
            count = connection.execute(
                text("SELECT count(*) FROM inbox WHERE state = :s"), {"s": state}
            ).scalar()
        engine.dispose()
        return int(count or 0)


@contextmanager
def running(server: TelegramServer, folder: Path, *flags: str, **settings: str) -> Iterator[Running]:
    """Run a bot inside; end it whatever happens, and show its log where something does."""
    bot = Running(server, folder, *flags, **settings).start()
    try:
        yield bot
    except BaseException:
        print(bot.log[-5000:])
        raise
    finally:
        assert bot.process is not None
        if bot.process.poll() is None:
            bot.kill()
