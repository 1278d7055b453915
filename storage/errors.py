"""What can go wrong, in words we may show to a person: `str(error)` is a whole sentence.

PURE. Anything that is not a `DubanError` is a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.subscription import GoneReason


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


class DeliveryError(DubanError):
    """A message could not be delivered; the text says why."""


class AddressGoneError(DeliveryError):
    """The chat cannot be written to any more, until it comes back."""

    def __init__(self, text: str, reason: GoneReason) -> None:
        super().__init__(text)
        self.reason = reason


class TryLaterError(DeliveryError):
    """It may go through later: after `retry_after` (seconds), where the other side says when."""

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class MovedError(DeliveryError):
    """The chat has another id now."""

    def __init__(self, text: str, new_id: int) -> None:
        super().__init__(text)
        self.new_id = new_id


class TopicClosedError(DeliveryError):
    """The topic is closed or no more; its chat can still be written to."""


class BadMessageError(DeliveryError):
    """The message is refused and will always be."""


class ArchiveError(DubanError):
    """A backup cannot be written, or is none, or not one that this program can restore."""
