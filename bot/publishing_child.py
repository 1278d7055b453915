"""The process that publishes one large plan: started by `bot.publishing`, and no other's business.

Standard input says what to publish, standard output what it did; the bot answers meanwhile. It is as nice as
the bot: whoever holds the database's lock must not be kept waiting by those who wait for it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime

from storage.database import make_engine
from storage.errors import DubanError, PlanConflictError
from storage.plan_store import PlanStore


def main() -> None:
    wanted = json.load(sys.stdin)
    engine = make_engine(wanted["database"])
    uploads = PlanStore(engine, wanted["placeholders"]).uploads
    try:
        done = asdict(uploads.publish(wanted["key"], datetime.fromisoformat(wanted["now"])))
    except DubanError as error:
        done = {"error": str(error), "conflict": isinstance(error, PlanConflictError)}
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
