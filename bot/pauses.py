"""Keeping answers from waiting for the interpreter: for a busy thread, or for the garbage collector."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COLLECTED_AFTER = 20_000, 20, 50
"""An answer makes thousands of small objects and no cycles: looking for those less often saves a tenth."""
HANDED_ON_AFTER = 0.0001
"""Seconds that a thread with much to do (a large plan to be prepared) may keep an answer waiting."""

_making = 0
_lock = Lock()


def settle() -> None:
    """Set the process up for answering; what is loaded by now is never searched for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    sys.setswitchinterval(HANDED_ON_AFTER)


@contextmanager
def making_much() -> Iterator[None]:
    """Make many objects that stay, a large plan's, without garbage collection visiting them, now or later.

    A visit would hold up all threads, with 20,000 items for a fifth of a second. The little that is garbage
    at the end, and could only be found by a visit, stays too: this is for rare work.
    """
    global _making  # noqa: PLW0603 - collection is the whole process's, and so is who wishes it off
    with _lock:
        _making += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _making -= 1
            if not _making:
                gc.freeze()
                gc.enable()
