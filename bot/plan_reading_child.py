"""The process that reads one plan file: started by `bot.plan_reading`, and no other's business.

Standard input gives the file's name and content, standard output takes what is said about it. The process
bounds its own memory and time, so that a hostile file harms nobody even where nobody watches.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from storage.errors import PlanFileError
from storage.parsing import parse_plan

if TYPE_CHECKING:
    from storage.plan import ParsedPlan

    Said = tuple[int, int] | ParsedPlan | PlanFileError | None

HEAD = struct.Struct("<I")
"""The length of what follows it."""
_BETWEEN_TELLING = 0.2  # seconds


def main(memory: int, seconds: int) -> None:
    """Read the file with at most so many bytes of memory and seconds of work."""
    _bound(memory, seconds)
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may speak there
    (length,) = HEAD.unpack(sys.stdin.buffer.read(HEAD.size))
    name = sys.stdin.buffer.read(length).decode("utf-8", "surrogatepass")
    say(said, _read(sys.stdin.buffer.read(), name, said))
    said.flush()
    os._exit(0)  # a large plan is not taken apart piece by piece first


def _read(content: bytes, name: str, said: BinaryIO) -> Said:
    """Give the plan, the error, or None where the memory does not suffice."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _BETWEEN_TELLING:
            told = now
            say(said, (done, total))
            said.flush()

    try:
        return parse_plan(content, name, tell)
    except PlanFileError as error:
        return type(error)(str(error))  # without what led to it, which may not be for pickling
    except MemoryError:
        return None


def say(stream: BinaryIO, what: Said) -> None:
    words = pickle.dumps(what)
    stream.write(HEAD.pack(len(words)) + words)


def _bound(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):  # a system may not bound what it lists
            resource.setrlimit(what, (bound, hard))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
