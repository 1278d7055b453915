"""Publishes an upload when told to: a process for tests, which end it at any moment.

`python -m tests.storage.killed_publisher DATABASE_URL KEY`
"""

from __future__ import annotations

import sys

from storage.database import make_engine
from storage.plan_store import PlanStore
from tests.examples import NOW


def main() -> None:
    url, key = sys.argv[1:]
    store = PlanStore(make_engine(url))
    store.revision()
    print("ready", flush=True)
    sys.stdin.readline()
    store.uploads.publish(key, NOW)
    print("done", flush=True)


if __name__ == "__main__":
    main()
