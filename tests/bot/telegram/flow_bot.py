"""The bot as `duban run` starts it, but for time: its clock says what a file says, and nothing waits for its turn."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from bot.app import open_services, run_telegram
from bot.logs import configure_logs
from bot.settings import read_settings, secrets_of
from bot.telegram.pacing import UNLIMITED
from bot.telegram.runtime import Manners


def main() -> int:
    settings = read_settings()
    configure_logs(settings.log_level or "WARNING", secrets_of(settings))
    file = Path(os.environ["CLOCK_FILE"])
    services = open_services(settings)
    manners = Manners(pace=UNLIMITED, share=None, finish_within=3, tick_every=0.3)
    run_telegram(services, lambda: datetime.fromisoformat(file.read_text()), manners=manners)
    return 0


if __name__ == "__main__":
    sys.exit(main())
