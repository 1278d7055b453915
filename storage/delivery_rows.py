"""Deliveries from rows to nouns and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.reminder_tables import NO_THREAD
from storage.reminding import Button, Delivery, DeliveryState, Page
from storage.subscription import Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row


def as_page_rows(pages: Iterable[Page]) -> list[dict[str, Any]]:
    return [
        {
            "text": page.text,
            "codes": list(page.codes),
            "buttons": [[[button.label, button.data] for button in line] for line in page.buttons],
        }
        for page in pages
    ]


def as_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        address=Address(row.channel, row.chat_id, None if row.thread_id == NO_THREAD else row.thread_id),
        day=row.day,
        composed_at=row.composed_at,
        expires_at=row.expires_at,
        pages=tuple(_page(page) for page in row.pages),
        message_ids=tuple(row.message_ids),
        late=row.late,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        lease_until=row.lease_until,
        last_error=row.last_error,
        finished_at=row.finished_at,
    )


def _page(page: Mapping[str, Any]) -> Page:
    buttons = tuple(tuple(Button(*button) for button in line) for line in page["buttons"])
    return Page(page["text"], tuple(page["codes"]), buttons)
