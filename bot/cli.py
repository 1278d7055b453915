"""`duban …`: runs the command that is asked for; whatever goes wrong ends in a sentence and a status."""

from __future__ import annotations

import errno
import logging
import os
import sys
from typing import TYPE_CHECKING, NoReturn

# In the order of --help.
from bot.commands import running, asking, delivering, planning, versioning, exporting, keeping  # isort: skip
from bot.commands.command_line import app
from storage.errors import DubanError

if TYPE_CHECKING:
    from bot.catalogue import Catalogue

__all__ = ["app", "asking", "delivering", "exporting", "keeping", "main", "planning", "running", "versioning"]

log = logging.getLogger("duban")

EXPECTED_ERROR, BUG = 2, 70
UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


class OutputError(DubanError):
    """Standard output does not take what we print."""


def main() -> NoReturn:
    """Run the command of this process's arguments; no expected error ends in a traceback."""
    _speak_utf8()
    try:
        code = _run()
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has gone. What is left in the buffer must not fail again when Python ends.
        _drop_output()
        code = 1
    except OSError as error:
        _drop_output()
        _complain(OutputError(f"The output cannot be written: {error.strerror}."))
        code = EXPECTED_ERROR
    sys.exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    except DubanError as error:
        _complain(error)
        return EXPECTED_ERROR
    except Exception as error:
        if _is_about_output(error):
            raise
        log.exception("a command failed")
        print("Something went wrong that should not have. The lines above say what.", file=sys.stderr)
        return BUG
    return 0


def _is_about_output(error: Exception) -> bool:
    """Whether what we print to takes no more: such an error names no file, unlike those of files."""
    return isinstance(error, OSError) and error.errno in UNWRITABLE and error.filename is None


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: DubanError) -> None:
    from bot.sentences import say_sentence

    print(say_sentence(str(error), _words()), file=sys.stderr)


def _words() -> Catalogue:
    """Give the sentences of the language that is set."""
    from bot.catalogue import catalogue
    from bot.settings import language_set

    return catalogue(language_set())


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: plans and answers are Chinese."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
