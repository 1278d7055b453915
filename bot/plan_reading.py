"""Reading a plan file in a process of its own: the bot goes on meanwhile, and nothing in a file can harm it.

The process is bounded in memory and time, knows none of the bot's secrets, and ends when its reader is
cancelled.
"""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NoReturn

from bot.plan_reading_child import HEAD
from storage.deadlines import dated
from storage.errors import PlanFileError, UnreadableFileError
from storage.formats.decoding import known_kind
from storage.formats.package import damaged
from storage.plan import ParsedPlan

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    ShowProgress = Callable[["Progress"], Awaitable[None]]

CHILD = "bot.plan_reading_child"
_MODULES = frozenset({"storage.plan", "storage.errors", "datetime"})
_LARGE_TEXT = 1_000_000  # bytes
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")


@dataclass(frozen=True)
class Progress:
    """How many of a file's pages have been read."""

    done: int
    total: int


@dataclass(frozen=True)
class Bounds:
    """What reading one file may take: seconds in all, and without a page or row done; bytes of memory."""

    seconds: float = 60.0
    silence: float = 10.0
    memory: int = 500 << 20

    def silence_for(self, content: bytes) -> float:
        """Say how long a file may be read without a word: a large text is read as a whole."""
        is_large_text = len(content) > _LARGE_TEXT and known_kind(content) is None
        return self.seconds if is_large_text else self.silence


BOUNDS = Bounds()


async def read_plan_file(
    content: bytes,
    name: str,
    *,
    progress: ShowProgress | None = None,
    year: int | None = None,
    bounds: Bounds = BOUNDS,
) -> ParsedPlan:
    """Read the plan in a file's bytes, as `parse_plan` does, in a process of its own.

    Raises `PlanFileError` for what is no plan or exceeds the bounds. `progress` is awaited now and then, and
    only for files with many pages. With `year` the plan is taken as that year's, whatever the file says.
    """
    process = await _start(bounds)
    try:
        async with asyncio.timeout(bounds.seconds):
            plan = await _talk(process, content, name, progress, bounds.silence_for(content))
    except TimeoutError:
        raise UnreadableFileError(
            "Reading the file takes too long: that is no plan file. Send the plan's table alone."
        ) from None
    finally:
        await _end(process)
    return plan if year is None or plan.year == year else dated(plan, year)


async def _start(bounds: Bounds) -> Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", CHILD, str(bounds.memory), str(int(bounds.seconds) + 1)),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=_environment(),
    )


def _environment() -> Mapping[str, str]:
    """Give the process what it needs to find the same modules, and no settings."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"}


async def _talk(
    process: Process, content: bytes, name: str, progress: ShowProgress | None, silence: float
) -> ParsedPlan:
    words = asyncio.create_task(_errors(process))
    giving = asyncio.create_task(_give(process, content, name))
    last: Any = ()
    try:
        async for last in _said(process, silence):
            if isinstance(last, tuple) and last[1] and progress is not None:
                await progress(Progress(*last))
        code = await process.wait()
        if isinstance(last, PlanFileError):
            raise last
        return last if isinstance(last, ParsedPlan) else _explain(last, code, await words, name)
    finally:
        giving.cancel()
        words.cancel()
        await asyncio.gather(giving, words, return_exceptions=True)


async def _give(process: Process, content: bytes, name: str) -> None:
    assert process.stdin is not None
    title = PurePath(name).name[-255:].encode("utf-8", "surrogatepass")
    try:
        process.stdin.write(HEAD.pack(len(title)) + title + content)
        await process.stdin.drain()
    except OSError:
        pass  # the process has ended, and says itself why
    finally:
        process.stdin.close()


async def _errors(process: Process) -> str:
    assert process.stderr is not None
    return (await process.stderr.read()).decode(errors="replace")


async def _said(process: Process, silence: float) -> AsyncIterator[Any]:
    assert process.stdout is not None
    try:
        while True:
            async with asyncio.timeout(silence):
                (length,) = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
                said = _Plain(io.BytesIO(await process.stdout.readexactly(length))).load()
            yield said
    except asyncio.IncompleteReadError:
        return


class _Plain(pickle.Unpickler):
    """Takes what the process says, and makes nothing of it but plans, days and errors."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - any class
        if module not in _MODULES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _explain(last: object, code: int, words: str, name: str) -> NoReturn:
    """Raise for a process that gave no plan: for want of memory, broken by the file, or by our bug."""
    if last is None or "MemoryError" in words or "bad_alloc" in words:
        raise UnreadableFileError(
            "Reading the file takes more memory than any plan needs. Send the plan's table alone."
        )
    if code < 0:
        raise damaged(PurePath(name).suffix.lower())
    raise RuntimeError(f"The process that reads plan files ended with {code}.\n{words}")


async def _end(process: Process) -> None:
    """See to it that the process is gone, whatever happens to us."""
    if process.returncode is None:
        process.kill()
    await asyncio.shield(process.wait())
