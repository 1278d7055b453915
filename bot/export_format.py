"""The kinds of files that a plan is written as. PURE."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """Each named as its files end."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    ICS = "ics"
