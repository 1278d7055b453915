"""The command as tests run it: a real process, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Duban = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = Path(sys.executable).with_name("duban")
SAMPLE = Path(str(files("bot").joinpath("samples", "sample-plan.txt")))
OUTLINE = (
    "某局 2018 年工作要点\n\n一、抓好学习\n\n（一）办好培训班。全年办四期。\n\n（二）编好简报。每月一期。\n"
)


def environment() -> dict[str, str]:
    """Return this process's, without what could set Duban otherwise."""
    known = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in known}


def duban_in(folder: Path) -> Duban:
    """Give the command as it runs in `folder`, in English, on what stands there."""

    def run(
        *arguments: str | Path, given: str | bytes = b"", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env={**environment(), "LANGUAGE": "en", "XDG_STATE_HOME": str(folder), **settings},
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]
