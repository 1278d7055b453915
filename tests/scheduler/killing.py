"""A scheduler that is killed again and again: run as a program, which forks each of its lives.

    python -m tests.scheduler.killing DATABASE_URL JOURNAL KILLS SEED

A message that has arrived is written to the journal as `= key`; `! n` is the end of the life n. Prints how many were killed while they worked.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from random import Random
from typing import TYPE_CHECKING

from scheduler.delivery import LEASE, Deliverer
from scheduler.tick import Tick
from scheduler.working_days import china
from storage.database import make_engine
from tests.fakes import FakeClock
from tests.scheduler.office import CHANNEL, pages
from tests.scheduler.plans import at

if TYPE_CHECKING:
    from storage.reminding import Page
    from storage.subscription import Address

START = at("2017-11-23", "09:00")
A_SEND = 0.005  # seconds
LONGEST_LIFE = {"sqlite": 0.3, "postgresql": 0.9}  # seconds: a server takes longer to begin with


class Journal:
    """A channel whose messages outlive the program."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())

    async def send(self, _address: Address, page: Page) -> int:
        await asyncio.sleep(A_SEND)
        self.write(f"= {page.text}")
        return 1


def live(url: str, journal: Journal, number: int) -> None:
    """Do all that is to be done; the leases of the life before have ended."""
    engine, clock = make_engine(url), FakeClock(START + number * LEASE)
    Tick(engine, pages, china()).run(clock())
    asyncio.run(Deliverer(engine, {CHANNEL: journal}, clock, at_once=1).send_waiting())


def main(url: str, path: str, kills: int, seed: int) -> None:
    engine = make_engine(url)  # loads the driver, once for all lives
    longest = LONGEST_LIFE[engine.dialect.name]
    random, journal, killed = Random(seed), Journal(path), 0
    for number in range(kills + 1):
        child = os.fork()
        if not child:
            live(url, journal, number)
            os._exit(0)
        if number < kills:
            time.sleep(random.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        journal.write(f"! {number}")
        if number == kills and status:
            sys.exit("the last life failed")
    print(killed)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:5]))
