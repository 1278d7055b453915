"""A Bot API server over real HTTP on loopback, on which people and chats are played.

`TelegramServer` is what tests start; `Person` and `Chat` are what they play with; `faults` is what goes
wrong on demand. What a bot sees, may and is refused follows Telegram (Bot API 10.0). Only tests and
benches import this.
"""

from __future__ import annotations

from tests.telegram_server import faults
from tests.telegram_server.bots import BotAccount
from tests.telegram_server.calls import Call
from tests.telegram_server.chats import Chat, Topic
from tests.telegram_server.limits import Limits
from tests.telegram_server.messages import Message
from tests.telegram_server.people import Person
from tests.telegram_server.queries import InlineQuery, Press
from tests.telegram_server.server import TelegramServer

__all__ = [
    "BotAccount",
    "Call",
    "Chat",
    "InlineQuery",
    "Limits",
    "Message",
    "Person",
    "Press",
    "TelegramServer",
    "Topic",
    "faults",
]
