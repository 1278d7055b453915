"""How every message of ours is sent: our buttons as the messenger's, and no preview of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.reminding import Button

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def markup(keyboard: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Make the messenger's keyboard of ours."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(each.label, callback_data=each.data) for each in line] for line in keyboard]
    )
