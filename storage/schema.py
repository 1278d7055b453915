"""All tables together: the metadata is whole only after every module of tables is imported."""

from __future__ import annotations

from storage import (
    chat_tables,
    inbox_tables,
    notice_tables,
    record_tables,
    reminder_tables,
    tables,
    upload_tables,
)

METADATA = tables.Row.metadata

__all__ = [
    "METADATA",
    "chat_tables",
    "inbox_tables",
    "notice_tables",
    "record_tables",
    "reminder_tables",
    "upload_tables",
]
