"""Reading a plan file at a terminal: what takes over a second says how far it is."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from bot.plan_reading import Progress, read_plan_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.catalogue import Catalogue
    from storage.plan import ParsedPlan

_PATIENCE = 1.0  # seconds
_STEP = 0.2
_CLEAR = "\r\x1b[K"


def read_plan(content: bytes, name: str, words: Catalogue, *, patience: float = _PATIENCE) -> ParsedPlan:
    """Read the plan in a file's bytes, within bounds; a terminal is told of it after so many seconds."""
    return asyncio.run(_read(content, name, words, patience))


async def _read(content: bytes, name: str, words: Catalogue, patience: float) -> ParsedPlan:
    so_far: list[Progress] = []

    async def note(progress: Progress) -> None:
        so_far[:] = [progress]

    async with _shown(sys.stderr, name, words, so_far, patience):
        return await read_plan_file(content, name, progress=note)


@asynccontextmanager
async def _shown(
    screen: TextIO | None, name: str, words: Catalogue, so_far: list[Progress], patience: float
) -> AsyncIterator[None]:
    """Show progress as long as it lasts, where somebody sees it; leave nothing behind."""
    if screen is None or not screen.isatty():
        yield
        return
    telling = asyncio.create_task(_tell(screen, name, words, so_far, patience))
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _tell(screen: TextIO, name: str, words: Catalogue, so_far: list[Progress], patience: float) -> None:
    await asyncio.sleep(patience)
    try:
        while True:
            screen.write(_CLEAR + progress_line(name, so_far[-1] if so_far else None, words))
            screen.flush()
            await asyncio.sleep(_STEP)
    finally:
        screen.write(_CLEAR)
        screen.flush()


def progress_line(name: str, progress: Progress | None, words: Catalogue) -> str:
    """Say that a file is being read, and how many of its pages are."""
    if progress is None:
        return words.say("Reading {name} …", name=name)
    values = {"name": name, "done": progress.done, "total": progress.total}
    return words.say("Reading {name}: page {done} of {total} …", **values)
