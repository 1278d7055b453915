"""All tables together: the metadata is whole only after every module of tables is imported."""

from __future__ import annotations

from storage import chat_tables, inbox_tables, tables

__all__ = ["METADATA", "chat_tables", "inbox_tables"]

METADATA = tables.Row.metadata
