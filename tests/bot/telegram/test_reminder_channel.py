"""What goes wrong on Telegram, as the deliveries understand it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.pacing import PATIENCE, UNLIMITED, Pacing
from bot.telegram.reminder_channel import SHORT_WAIT, TelegramChannel, translated
from storage.errors import (
    AddressGoneError,
    BadMessageError,
    DeliveryError,
    MovedError,
    TopicClosedError,
    TryLaterError,
)
from storage.reminding import Button, Page
from storage.subscription import Address, GoneReason
from tests.bot.telegram.test_pacing import ANNA, send
from tests.bot.telegram.timeless import now, run

if TYPE_CHECKING:
    from collections.abc import Iterable

CHAT, TOPIC = Address("telegram", -1001), Address("telegram", -1001, 7)
PAGE = Page("<b>督办提醒</b> &lt;试点&gt;", ("2017-1",), ((Button("1", "n:zh:2017-1"),),))


@pytest.mark.parametrize(
    ("error", "address", "kind"),
    [
        (RetryAfter(7), CHAT, TryLaterError),
        (TimedOut(), CHAT, TryLaterError),
        (NetworkError("Bad Gateway"), CHAT, TryLaterError),
        (InvalidToken("The token `1:secret` was rejected"), CHAT, TryLaterError),
        (TelegramError("Internal Server Error"), CHAT, TryLaterError),
        (ChatMigrated(-1002), CHAT, MovedError),
        (BadRequest("Topic_closed"), TOPIC, TopicClosedError),
        (BadRequest("Message thread not found"), TOPIC, TopicClosedError),
        (BadRequest("Message is too long"), CHAT, BadMessageError),
    ],
)
def test_each_error_is_one_that_deliveries_know(
    error: TelegramError, address: Address, kind: type[DeliveryError]
) -> None:
    said = translated(error, address)
    assert type(said) is kind
    assert "secret" not in str(said)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), GoneReason.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), GoneReason.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), GoneReason.REMOVED),
        (Forbidden("Forbidden: bot is not a member of the channel chat"), GoneReason.REMOVED),
        (Forbidden("Forbidden: the group chat was deleted"), GoneReason.DELETED),
        (BadRequest("Chat not found"), GoneReason.DELETED),
        (BadRequest("not enough rights to send text messages to the chat"), GoneReason.READ_ONLY),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), GoneReason.READ_ONLY),
        (BadRequest("TOPIC_CLOSED"), GoneReason.READ_ONLY),  # of the chat itself: there is nowhere else to go
    ],
)
def test_a_chat_is_gone_for_a_reason(error: TelegramError, reason: GoneReason) -> None:
    said = translated(error, CHAT)
    assert isinstance(said, AddressGoneError)
    assert said.reason is reason


def test_what_telegram_says_to_wait_is_handed_on() -> None:
    said = translated(RetryAfter(7), CHAT)
    assert isinstance(said, TryLaterError)
    assert said.retry_after == 7


class _Bot:
    """Fails with each of `errors` first, then takes what it is given."""

    def __init__(self, errors: Iterable[Exception] = ()) -> None:
        self.errors = iter(errors)
        self.sent: list[dict[str, Any]] = []
        self.patience: list[float] = []

    async def send_message(self, chat_id: int, text: str, **options: Any) -> Any:
        self.patience.append(PATIENCE.get())
        error = next(self.errors, None)
        if error is not None:
            raise error
        self.sent.append({"chat": chat_id, "text": text, **options})
        return type("Message", (), {"message_id": 5})()


def test_a_reminder_goes_to_its_topic_with_its_buttons() -> None:
    bot = _Bot()
    assert run(TelegramChannel(bot).send(TOPIC, PAGE)) == 5  # type: ignore[arg-type]
    (sent,) = bot.sent
    assert (sent["chat"], sent["message_thread_id"], sent["text"]) == (-1001, 7, PAGE.text)
    assert sent["reply_markup"].inline_keyboard[0][0].callback_data == "n:zh:2017-1"
    assert bot.patience == [SHORT_WAIT]


def test_a_message_whose_markup_is_refused_is_sent_as_plain_text_once() -> None:
    bot = _Bot([BadRequest("Can't parse entities: unexpected end tag")])
    run(TelegramChannel(bot).send(CHAT, PAGE))  # type: ignore[arg-type]
    assert bot.sent[0]["text"] == "督办提醒 <试点>"
    assert bot.sent[0]["parse_mode"] is None
    with pytest.raises(BadMessageError):
        run(TelegramChannel(_Bot([BadRequest("Can't parse entities")] * 2)).send(CHAT, PAGE))  # type: ignore[arg-type]


def test_who_has_other_things_to_do_is_not_kept_waiting() -> None:
    async def wait_in_vain() -> float:
        PATIENCE.set(SHORT_WAIT)
        pacing = Pacing(UNLIMITED)
        with pytest.raises(RetryAfter):
            await send(pacing, ANNA, errors=[RetryAfter(20)])
        with pytest.raises(RetryAfter):  # nor by what was said to the one before
            await send(pacing, ANNA)
        return now()

    assert run(wait_in_vain()) == 0
