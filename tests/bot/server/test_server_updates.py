"""Updates as the Bot API server of the tests gives them, and what a bot sees, asked by the real library over real HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from telegram.error import (
    Conflict,
)

from tests.bot.server.client import Client, kinds
from tests.telegram_server import Chat, Person, TelegramServer

if TYPE_CHECKING:
    from telegram import (
        Update,
    )


# -- updates --------------------------------------------------------------------------------------------


def test_an_update_comes_again_until_an_offset_confirms_it(
    client: Client, anna: Person, private: Chat
) -> None:
    for text in ("one", "two"):
        anna.says(private, text)
    first = client.updates()
    assert [update.message.text for update in first if update.message] == ["one", "two"]
    assert client.updates() == first
    assert client.updates(offset=first[1].update_id) == first[1:]
    assert client.updates(offset=first[1].update_id + 1) == ()


def test_a_limit_holds_and_a_negative_offset_drops_all_but_the_newest(
    client: Client, anna: Person, private: Chat
) -> None:
    for number in range(5):
        anna.says(private, str(number))
    assert len(client.updates(limit=2)) == 2
    assert [update.message.text for update in client.updates(offset=-1) if update.message] == ["4"]
    assert len(client.updates()) == 1


def test_a_long_poll_ends_when_something_is_said(
    server: TelegramServer, client: Client, anna: Person, private: Chat
) -> None:
    async def poll() -> tuple[Update, ...]:
        waiting = asyncio.ensure_future(client.bot.get_updates(timeout=20))
        await asyncio.to_thread(server.wait_calls, "getUpdates")
        await asyncio.to_thread(anna.says, private, "hello")
        return await asyncio.wait_for(waiting, 5)

    assert len(client(poll())) == 1


def test_of_two_long_polls_the_older_is_told_of_a_conflict(server: TelegramServer, client: Client) -> None:
    async def both() -> list[Any]:
        polls = [asyncio.ensure_future(client.bot.get_updates(timeout=20))]
        await asyncio.to_thread(server.wait_calls, "getUpdates")
        polls.append(asyncio.ensure_future(client.bot.get_updates(timeout=1)))
        return await asyncio.gather(*polls, return_exceptions=True)

    older, newer = client(both())
    assert isinstance(older, Conflict)
    assert "terminated by other getUpdates" in str(older)
    assert newer == ()


def test_the_wanted_kinds_of_updates_stick_until_others_are_named(
    client: Client, anna: Person, private: Chat
) -> None:
    client.updates(allowed_updates=["callback_query"])
    anna.says(private, "not wanted")
    assert client.updates() == ()
    client.updates(allowed_updates=[])
    anna.says(private, "wanted")
    assert len(client.updates()) == 1


def test_changes_of_members_come_only_to_who_asks_for_them(server: TelegramServer, client: Client) -> None:
    carl = server.person("Carl")
    place = server.supergroup("处室", bot_is_admin=True)
    carl.joins(place)
    assert kinds(client.updates()) == ["message"]
    client.updates(allowed_updates=["chat_member"])
    carl.leaves(place)
    assert kinds(client.updates()) == ["message", "chat_member"]


def test_raw_updates_come_as_they_are_and_one_can_come_twice(server: TelegramServer, client: Client) -> None:
    odd: dict[str, Any] = {"update_id": 800_000_000, "message_of_the_future": {"text": "?"}}
    server.feed(odd)
    assert _raw_updates(server) == [odd]
    client.updates(offset=odd["update_id"] + 1)
    server.repeat(odd)
    assert _raw_updates(server, offset=800_000_001) == [odd]
    assert client.updates(offset=800_000_001) == ()


def _raw_updates(server: TelegramServer, **parameters: int) -> Any:
    return httpx.get(f"{server.url}/bot{server.token}/getUpdates", params=parameters).json()["result"]


# -- what a bot sees ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("good morning", False),
        ("@duban_bot 江苏中心12月", False),
        ("/ask@duban_bot 江苏中心", True),
        ("/ASK@Duban_Bot 江苏中心", True),
        ("/ask 江苏中心", True),
        ("/ask@other_bot 江苏中心", False),
        ("look at /ask", False),
        ("/到期", False),
    ],
)
def test_privacy_mode_lets_through_what_is_meant_for_the_bot(
    client: Client, anna: Person, group: Chat, text: str, *, seen: bool
) -> None:
    anna.says(group, text)
    assert len(client.updates()) == seen


def test_a_bare_command_goes_to_the_bot_that_spoke_last(anna: Person) -> None:
    with TelegramServer() as server:
        other = server.add_bot("other_bot")
    with server:
        anna = server.person("Anna")
        place = server.group("两个机器人", [anna], bots=[server.bot, other])
        client, rival = Client(server, server.token), Client(server, other.token)
        anna.says(place, "/due")
        rival(rival.bot.send_message(place.id, "I am the last"))
        anna.says(place, "/due")
        assert (len(client.updates()), len(rival.updates())) == (0, 1)
        client.close()
        rival.close()


def test_replies_to_the_bot_are_seen_and_replies_to_others_are_not(
    client: Client, anna: Person, group: Chat
) -> None:
    client(client.bot.send_message(group.id, "answer"))
    anna.replies(group.last, "那11月呢？")
    anna.replies(anna.says(group, "hm"), "to myself")
    (update,) = client.updates()
    assert update.message
    assert update.message.reply_to_message
    assert update.message.reply_to_message.text == "answer"


@pytest.mark.parametrize("how", ["admin", "privacy off, added again", "mentions let through"])
def test_more_is_seen_with_more_rights(
    server: TelegramServer, client: Client, anna: Person, group: Chat, how: str
) -> None:
    server.bot.privacy = how != "privacy off, added again"
    anna.says(group, "@duban_bot 一")
    if how == "admin":
        anna.promotes(server.bot, group)
    elif how == "mentions let through":
        server.bot.sees_mentions = True
    else:
        anna.removes(server.bot, group)
        anna.adds(server.bot, group)
    anna.says(group, "@duban_bot 二")
    texts = [update.message.text for update in client.updates() if update.message and update.message.text]
    assert texts == ["@duban_bot 二"]


def test_a_message_in_a_topic_replies_to_the_note_that_opened_it(
    server: TelegramServer, client: Client, anna: Person
) -> None:
    forum = server.supergroup("论坛", [anna], topics=["提醒"])
    topic = forum.topic("提醒")
    anna.says(forum, "/due@duban_bot", thread=topic)
    (update,) = client.updates()
    assert update.message
    assert (update.message.message_thread_id, update.message.is_topic_message) == (topic.id, True)
    assert update.message.reply_to_message
    assert update.message.reply_to_message.forum_topic_created
    sent = client(client.bot.send_message(forum.id, "here", message_thread_id=topic.id))
    assert sent.message_thread_id == topic.id
    assert client(client.bot.send_message(forum.id, "there")).message_thread_id is None


def test_an_anonymous_admin_writes_as_the_group(server: TelegramServer, client: Client, anna: Person) -> None:
    place = server.supergroup("处室", admins=[anna])
    anna.says(place, "/due@duban_bot", anonymous=True)
    (update,) = client.updates()
    message = update.effective_message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.username, message.sender_chat.id) == ("GroupAnonymousBot", place.id)


def test_a_channel_post_has_no_author_and_a_bot_posts_as_the_channel(
    server: TelegramServer, client: Client, anna: Person
) -> None:
    channel = server.channel("通知", admins=[anna])
    post = anna.posts(channel, "/due")
    anna.edits(post, "/due 12月")
    first, second = client.updates()
    assert first.channel_post
    assert first.channel_post.from_user is None
    assert second.edited_channel_post
    sent = client(client.bot.send_message(channel.id, "本月"))
    assert sent.from_user is None
    assert channel.last.text == "本月"
    assert kinds(client.updates(offset=second.update_id + 1)) == []
