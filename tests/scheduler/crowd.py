"""Very many subscriptions at once, written in bulk as the store would write them one by one."""

from __future__ import annotations

from datetime import UTC, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from storage.database import writing
from storage.reminder_tables import SUBSCRIBED_DEPARTMENTS, SUBSCRIPTIONS
from storage.subscription import DEFAULT_LEADS
from storage.subscription_rows import department_ids, slot_for
from tests.scheduler.plans import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

NINE = time(9)


def subscribe_many(
    engine: Engine,
    wishes: Iterable[tuple[int, Sequence[str] | None]],
    now: datetime,
    hours: Sequence[time] = (NINE,),
) -> None:
    """Subscribe chats, given by their number, to departments (None: all of them), at each hour in turn."""
    wanted = list(wishes)
    with writing(engine) as connection:
        slots = [slot_for(connection, hour, SHANGHAI, DEFAULT_LEADS, now)[0] for hour in hours]
        names = list(dict.fromkeys(name for _, wished in wanted for name in wished or ()))
        ids = dict(zip(names, department_ids(connection, names), strict=True))
        last = connection.execute(select(func.max(SUBSCRIPTIONS.c.id))).scalar() or 0
        numbered = [
            (number, chat_id, wished, slots[number % len(slots)])
            for number, (chat_id, wished) in enumerate(wanted, start=last + 1)
        ]
        connection.execute(
            insert(SUBSCRIPTIONS),
            [_row(number, chat_id, slot, now) for number, chat_id, _, slot in numbered],
        )
        connection.execute(
            insert(SUBSCRIBED_DEPARTMENTS),
            [
                {"subscription_id": number, "rank": rank, "department_id": id_, "slot_id": slot}
                for number, _, wished, slot in numbered
                for rank, id_ in enumerate([None] if wished is None else [ids[name] for name in wished])
            ],
        )


def _row(number: int, chat_id: int, slot: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "channel": "test",
        "chat_id": chat_id,
        "thread_id": 0,
        "topic_closed": False,
        "slot_id": slot,
        "language": "zh",
        "outlook": True,
        "check_in": True,
        "created_at": now.astimezone(UTC) - timedelta(seconds=1),
        "edition": 1,
    }
