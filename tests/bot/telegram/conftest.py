"""What the tests of the bot on Telegram share."""

from __future__ import annotations

import os

os.environ["PTB_TIMEDELTA"] = "true"  # as the program sets it; else each "retry after" warns
