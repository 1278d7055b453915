"""The bot as `duban run` starts it, without Telegram's pace and on a day when the plan is busy."""

from __future__ import annotations

from datetime import datetime

from bot.app import import_first_plan, open_services, run_telegram
from bot.logs import configure_logs
from bot.settings import read_settings, secrets_of
from bot.telegram.pacing import UNLIMITED
from bot.telegram.runtime import Manners
from scheduler.clock import system_clock


def main() -> None:
    settings = read_settings()
    configure_logs(settings.log_level or "WARNING", secrets_of(settings))
    services = open_services(settings)
    now = datetime(2017, 11, 20, 9, 30, tzinfo=settings.timezone)
    import_first_plan(services, now=now)
    begun = system_clock()
    run_telegram(
        services, lambda: now + (system_clock() - begun), manners=Manners(pace=UNLIMITED, share=None)
    )


if __name__ == "__main__":
    main()
