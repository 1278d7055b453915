"""Names of departments that there are not, as people ask for them: counted, for admins to make aliases of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from storage.errors import DatabaseError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Context
    from bot.question import Question

log = logging.getLogger(__name__)


async def note_unknown(context: Context, question: Question, now: datetime) -> None:
    """Count the names that an answered question has in vain: the names alone, not who asked or what else."""
    if not question.unknown_departments:
        return
    services = context.services
    try:
        await services.in_thread(services.departments.note_unknown, question.unknown_departments, now)
    except DatabaseError:
        log.warning("unknown names could not be counted", extra={"names": len(question.unknown_departments)})
