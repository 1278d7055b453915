"""What can go wrong, in words we may show to a person: `str(error)` is a whole sentence.

PURE. Anything that is not a `DubanError` is a bug.
"""

from __future__ import annotations


class DubanError(Exception):
    """Base of all expected errors; its text says what happened, to what, and what to do."""


class PlanFileError(DubanError):
    """A plan file cannot be read as a plan."""


class UnsupportedFormatError(PlanFileError):
    """The kind of file is none that we read."""


class UnreadableFileError(PlanFileError):
    """The kind is right but the content is not: empty, binary, damaged, or holds no plan."""


class PlanConflictError(DubanError):
    """Someone else published first."""


class DatabaseError(DubanError):
    """The database is newer than the program, damaged, or out of reach."""


class NotAllowedError(DubanError):
    """The person or chat may not do this."""
