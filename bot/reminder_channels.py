"""How reminders know the chats of Telegram. PURE."""

from __future__ import annotations

from storage.subscription import GoneReason

CHANNEL = "telegram"
COMES_BACK = (GoneReason.BLOCKED, GoneReason.REMOVED, GoneReason.DELETED, GoneReason.READ_ONLY)
"""What the bot's coming back puts right; a refusal is the admins'."""
