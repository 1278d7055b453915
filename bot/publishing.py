"""Publishing an upload while the bot goes on answering: a large one in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from storage.errors import DubanError, PlanConflictError
from storage.plan import Publication
from storage.staging import FEW

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Services

CHILD = "bot.publishing_child"


async def publish_upload(services: Services, key: str, items: int, now: datetime) -> Publication:
    """Publish an upload of so many items. Raises what `UploadStore.publish` does."""
    url = services.settings.database_url.get_secret_value()
    in_memory = make_url(url).database in (None, "", ":memory:")
    if items <= FEW or in_memory:
        return await services.in_thread(services.store.uploads.publish, key, now)
    wanted = {
        "database": url,
        "placeholders": sorted(services.store.placeholders),
        "key": key,
        "now": now.isoformat(),
    }
    done = json.loads(await _run(json.dumps(wanted).encode()))
    if "error" in done:
        raise (PlanConflictError if done["conflict"] else DubanError)(done["error"])
    return Publication(**done)


async def _run(said: bytes) -> bytes:
    """Run the process; it ends with us, and what it has not finished then has not happened."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", CHILD),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"},
    )
    try:
        out, words = await process.communicate(said)
    finally:
        if process.returncode is None:
            process.kill()
            await asyncio.shield(process.wait())
    if process.returncode:
        raise RuntimeError(
            f"The process that publishes ended with {process.returncode}.\n{words.decode(errors='replace')}"
        )
    return out
