"""What the Bot API server of the tests does, asked by the real library over real HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.telegram_server import Chat, Limits, Person, TelegramServer, faults
from tests.telegram_server.entities import find_entities, parse_html
from tests.telegram_server.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

Result = TypeVar("Result")
EMOJI = "\N{SPIRAL CALENDAR PAD}"  # two in UTF-16


class Client:
    """The library's bot, used step by step from a test that is not async."""

    def __init__(self, server: TelegramServer, token: str) -> None:
        self._runner = asyncio.Runner()
        request, polling = HTTPXRequest(read_timeout=5), HTTPXRequest(connection_pool_size=4)
        self.bot = Bot(
            token,
            base_url=f"{server.url}/bot",
            base_file_url=f"{server.url}/file/bot",
            request=request,
            get_updates_request=polling,
        )
        self(self.bot.initialize())

    def __call__(self, step: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(step)

    def updates(self, **options: Any) -> tuple[Update, ...]:
        return self(self.bot.get_updates(**options))

    def close(self) -> None:
        self(self.bot.shutdown())
        self._runner.close()


@pytest.fixture(autouse=True)
def _no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the library for the newer kind of `retry_after`, so that it does not warn of the older."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture
def client(server: TelegramServer) -> Iterator[Client]:
    client = Client(server, server.token)
    yield client
    client.close()


@pytest.fixture
def anna(server: TelegramServer) -> Person:
    return server.person("Anna", language="zh-hans", username="anna_li")


@pytest.fixture
def private(server: TelegramServer, anna: Person) -> Chat:
    return server.private(anna)


@pytest.fixture
def group(server: TelegramServer, anna: Person) -> Chat:
    return server.group("审协江苏中心", [anna, server.person("Bob")])


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"do:{label}") for label in labels]]
    )


def kinds(updates: tuple[Update, ...]) -> list[str]:
    return [next(name for name in update.to_dict() if name != "update_id") for update in updates]


# updates


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


# what a bot sees


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


# sending


def test_marks_are_taken_out_and_entities_count_in_utf_16(client: Client, private: Chat) -> None:
    sent = client(
        client.bot.send_message(
            private.id, f"{EMOJI}<b>江苏 &lt;1&gt;</b> /due @duban_bot ", parse_mode="HTML"
        )
    )
    assert sent.text == f"{EMOJI}江苏 <1> /due @duban_bot"
    found = [(entity.type, entity.offset, entity.length) for entity in sent.entities]
    assert found == [("bold", 2, 6), ("bot_command", 9, 4), ("mention", 14, 10)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@duban_bot 江苏", ["@duban_bot"]),
        ("@duban_bot江苏", []),
        ("江苏@duban_bot", []),
        ("/ask江苏", []),
        ("/ask@duban_bot江苏", []),
        ("（/ask）", ["/ask"]),
        ("a@example.com", ["a@example.com"]),
        ("https://example.com/a?b=1 #督办", ["https://example.com/a?b=1", "#督办"]),
    ],
)
def test_a_command_or_mention_that_touches_a_letter_is_none(text: str, found: list[str]) -> None:
    assert [text[one["offset"] :][: one["length"]] for one in find_entities(text)] == found


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<abac>", 'Unsupported start tag "abac" at byte offset 0'),
        ("江<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("江</b>", "Unexpected end tag at byte offset 3"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b  ", "Unclosed end tag at byte offset 4"),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
    ],
)
def test_html_that_cannot_be_read_is_refused_with_the_place(
    client: Client, private: Chat, html: str, reason: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        client(client.bot.send_message(private.id, html, parse_mode="HTML"))
    assert str(refused.value).lower() == f"can't parse entities: {reason}".lower()
    assert not private.replies


@pytest.mark.parametrize(
    ("html", "entities"),
    [
        ('<a href="https://example.com/?a=1&amp;b=2">x</a>', [("text_link", 0, 1)]),
        ('<a href="tg://user?id=5">x</a>', [("text_mention", 0, 1)]),
        ("<a>x</a>", []),
        ('<pre><code class="language-python">x</code></pre>', [("pre", 0, 1)]),
        ("<b><i>x</i> y</b>", [("bold", 0, 3), ("italic", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", [("expandable_blockquote", 0, 1)]),
        ("<b></b>x &copy; &#169;", []),
    ],
)
def test_each_mark_becomes_its_entity(html: str, entities: list[tuple[str, int, int]]) -> None:
    assert [(one["type"], one["offset"], one["length"]) for one in parse_html(html)[1]] == entities


SENDINGS: list[tuple[str, dict[str, Any], str]] = [
    ("blank", {"text": " \n "}, "Message text is empty"),
    ("only marks", {"text": "<b> </b>", "parse_mode": "HTML"}, "Message text is empty"),
    ("too long", {"text": "江" * 4097}, "Message is too long"),
    ("too long in UTF-16", {"text": EMOJI * 2049}, "Message is too long"),
    ("no such mode", {"text": "x", "parse_mode": "RTF"}, "Unsupported parse_mode"),
    ("lost reply", {"text": "x", "reply_parameters": ReplyParameters(77)}, "Message to be replied not found"),
    ("no such topic", {"text": "x", "message_thread_id": 99}, "Message thread not found"),
    ("long data", {"text": "x", "reply_markup": keyboard("督" * 21)}, "Button_data_invalid"),
    (
        "no label",
        {"text": "x", "reply_markup": keyboard(" ")},
        "Inline keyboard button text must be non-empty",
    ),
    (
        "many buttons",
        {"text": "x", "reply_markup": keyboard(*map(str, range(101)))},
        "Reply markup is too long",
    ),
]


@pytest.mark.parametrize(
    ("message", "reason"), [row[1:] for row in SENDINGS], ids=[row[0] for row in SENDINGS]
)
def test_a_message_that_telegram_would_refuse_is_refused(
    client: Client, private: Chat, message: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        client(client.bot.send_message(private.id, **message))
    assert not private.replies


def test_4096_after_the_marks_are_taken_out_is_not_too_long(client: Client, private: Chat) -> None:
    sent = client(client.bot.send_message(private.id, f"<b>{'江' * 4096}</b>", parse_mode="HTML"))
    assert sent.text
    assert len(sent.text) == 4096


def test_a_lost_reply_can_be_let_go(client: Client, private: Chat) -> None:
    wish = ReplyParameters(77, allow_sending_without_reply=True)
    assert client(client.bot.send_message(private.id, "x", reply_parameters=wish)).reply_to_message is None


def test_who_cannot_be_written_to_is_said_in_telegrams_words(
    server: TelegramServer, client: Client, anna: Person, group: Chat, private: Chat
) -> None:
    forum = server.supergroup("论坛", [anna], topics=["提醒"])
    channel = server.channel("通知")
    bob = next(member.user for member in group.members.values() if member.user.name == "Bob")
    anna.blocks()
    anna.kicks(server.bot, forum)
    anna.removes(server.bot, group)
    anna.demotes(server.bot, channel)
    words = {
        private.id: "Forbidden: bot was blocked by the user",
        forum.id: "Forbidden: bot was kicked from the supergroup chat",
        group.id: "Forbidden: bot is not a member of the group chat",
        channel.id: "Forbidden: bot is not a member of the channel chat",
        bob.id: "Forbidden: bot can't initiate conversation with a user",
        12345: "Chat not found",
        -100: "Chat not found",
        server.group("elsewhere", bots=[]).id: "Chat not found",
    }
    told = {number: _refusal(client, number) for number in words}
    assert told == words
    anna.unblocks()
    assert client(client.bot.send_message(private.id, "back")).text == "back"
    anna.deletes_account()
    assert _refusal(client, private.id) == "Forbidden: user is deactivated"


def _refusal(client: Client, chat_id: int) -> str:
    with pytest.raises(TelegramError) as refused:
        client(client.bot.send_message(chat_id, "x"))
    return str(refused.value)


def test_a_closed_or_deleted_topic_refuses(server: TelegramServer, client: Client, anna: Person) -> None:
    forum = server.supergroup("论坛", admins=[anna], topics=["提醒", "旧"])
    anna.closes_topic(forum, forum.topic("提醒"))
    with pytest.raises(BadRequest, match="Topic_closed"):
        client(client.bot.send_message(forum.id, "x", message_thread_id=forum.topic("提醒").id))
    gone = forum.topic("旧")
    anna.deletes_topic(forum, gone)
    with pytest.raises(BadRequest, match="Message thread not found"):
        client(client.bot.send_message(forum.id, "x", message_thread_id=gone.id))
    anna.promotes(server.bot, forum)
    assert client(client.bot.send_message(forum.id, "x", message_thread_id=forum.topic("提醒").id))


def test_a_muted_group_and_a_channel_without_the_right_refuse(
    server: TelegramServer, client: Client, anna: Person, group: Chat
) -> None:
    anna.mutes(group)
    assert _refusal(client, group.id) == "Not enough rights to send text messages to the chat"
    channel = server.channel("通知", admins=[anna])
    anna.promotes(server.bot, channel, without=("can_post_messages",))
    assert _refusal(client, channel.id) == "Need administrator rights in the channel chat"


def test_a_group_that_became_a_supergroup_names_its_new_id(client: Client, anna: Person, group: Chat) -> None:
    place = anna.upgrades(group)
    old, new = client.updates()
    assert old.message
    assert old.message.migrate_to_chat_id == place.id
    assert new.message
    assert new.message.migrate_from_chat_id == group.id
    with pytest.raises(ChatMigrated) as moved:
        client(client.bot.send_message(group.id, "x"))
    assert moved.value.new_chat_id == place.id
    client(client.bot.send_message(place.id, "x"))
    assert place.last.text == "x"


# editing and deleting


def test_an_edit_keeps_what_was_there_in_the_history(client: Client, private: Chat) -> None:
    sent = client(client.bot.send_message(private.id, "page 1", reply_markup=keyboard("▶")))
    client(client.bot.edit_message_text("page 2", private.id, sent.message_id, reply_markup=keyboard("◀")))
    last = private.wait_for("page 2")
    assert (last.labels, last.history) == (("◀",), [("page 1", (("▶",),))])
    client(client.bot.edit_message_reply_markup(private.id, sent.message_id))
    assert private.last.labels == ()


def test_edits_that_telegram_would_refuse_are_refused(client: Client, anna: Person, private: Chat) -> None:
    bot = client.bot
    sent = client(bot.send_message(private.id, "same", reply_markup=keyboard("a")))
    with pytest.raises(BadRequest, match="Message is not modified"):
        client(
            bot.edit_message_text(
                "<b></b>same", private.id, sent.message_id, reply_markup=keyboard("a"), parse_mode="HTML"
            )
        )
    with pytest.raises(BadRequest, match="Message to edit not found"):
        client(bot.edit_message_text("x", private.id, 999))
    theirs = anna.says(private, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        client(bot.edit_message_text("x", private.id, theirs.id))
    anna.deletes(private.last)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        client(bot.edit_message_text("x", private.id, sent.message_id))


def test_a_bot_deletes_its_own_and_others_where_it_may(
    server: TelegramServer, client: Client, anna: Person, group: Chat
) -> None:
    own = client(client.bot.send_message(group.id, "x"))
    theirs = anna.says(group, "y")
    assert client(client.bot.delete_message(group.id, own.message_id))
    with pytest.raises(BadRequest, match="Message to delete not found"):
        client(client.bot.delete_message(group.id, own.message_id))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        client(client.bot.delete_message(group.id, theirs.id))
    anna.promotes(server.bot, group)
    assert client(client.bot.delete_message(group.id, theirs.id))
    assert not [message for message in group.messages if not message.service]


# buttons and inline mode


def test_a_pressed_button_is_answered_while_it_is_fresh(client: Client, anna: Person, group: Chat) -> None:
    client(client.bot.send_message(group.id, "x", reply_markup=keyboard("▶")))
    press = anna.presses(group.last, "▶")
    (update,) = client.updates()
    query = update.callback_query
    assert query
    assert (query.data, query.from_user.id) == ("do:▶", anna.id)
    client(client.bot.answer_callback_query(query.id, "done"))
    assert press.wait_text() == "done"
    press.expired = True
    with pytest.raises(BadRequest, match="Query is too old"):
        client(client.bot.answer_callback_query(query.id))


def test_a_button_that_is_gone_cannot_be_pressed_but_its_data_can_be_sent(
    client: Client, anna: Person, private: Chat
) -> None:
    sent = client(client.bot.send_message(private.id, "x", reply_markup=keyboard("▶")))
    client(client.bot.edit_message_text("y", private.id, sent.message_id))
    with pytest.raises(LookupError, match="no button"):
        anna.presses(private.last, "▶")
    anna.sends_callback(private.last, "do:▶ tampered")
    (update,) = client.updates()
    assert update.callback_query
    assert update.callback_query.data == "do:▶ tampered"


def test_inline_results_are_shown_chosen_and_cached(
    server: TelegramServer, client: Client, anna: Person, group: Chat
) -> None:
    query = anna.types_inline("@duban_bot 江苏中心 12月")
    (update,) = client.updates()
    assert update.inline_query
    assert update.inline_query.query == "江苏中心 12月"
    article = InlineQueryResultArticle("1", "12月", InputTextMessageContent("<b>12月</b>", parse_mode="HTML"))
    client(client.bot.answer_inline_query(update.inline_query.id, [article]))
    assert [one["title"] for one in query.wait_results()] == ["12月"]
    assert anna.chooses(query, "1", group).text == "12月"
    stranger = server.person("Stranger")
    assert stranger.types_inline("@duban_bot 江苏中心 12月").answer  # not personal, so cached for everybody
    assert kinds(client.updates(offset=update.update_id + 1)) == ["message"]  # what came by way of the bot


def test_a_personal_inline_answer_is_nobody_elses(
    server: TelegramServer, client: Client, anna: Person
) -> None:
    anna.types_inline("@duban_bot x")
    (update,) = client.updates()
    assert update.inline_query
    client(client.bot.answer_inline_query(update.inline_query.id, [], is_personal=True))
    assert anna.types_inline("@duban_bot x").answer
    assert server.person("Stranger").types_inline("@duban_bot x").answer is None


def test_a_message_sent_inline_is_edited_by_its_inline_id(client: Client, anna: Person, group: Chat) -> None:
    query = anna.types_inline("@duban_bot x")
    update = client.updates()[-1]
    assert update.inline_query
    article = InlineQueryResultArticle("1", "t", InputTextMessageContent("old"), reply_markup=keyboard("▶"))
    client(client.bot.answer_inline_query(update.inline_query.id, [article]))
    message = anna.chooses(query, "1", group)
    anna.presses(message, "▶")
    pressed = client.updates(offset=update.update_id + 1)[-1].callback_query
    assert pressed
    assert pressed.message is None
    assert client(client.bot.edit_message_text("new", inline_message_id=pressed.inline_message_id)) is True
    assert message.text == "new"


# places and members


def test_a_bot_is_told_of_its_own_place(server: TelegramServer, client: Client, anna: Person) -> None:
    place = server.supergroup("处室", [anna], bots=[])
    anna.adds(server.bot, place)
    anna.promotes(server.bot, place)
    anna.kicks(server.bot, place)
    anna.starts()
    anna.blocks()
    changes = [update.my_chat_member for update in client.updates() if update.my_chat_member]
    assert [(one.old_chat_member.status, one.new_chat_member.status) for one in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
        ("member", "kicked"),
    ]


def test_members_are_told_as_they_are(server: TelegramServer, client: Client, anna: Person) -> None:
    bob, stranger = server.person("Bob"), server.person("Stranger")
    place = server.supergroup("处室", [anna], admins=[bob])
    anna.restricts(anna, place)
    status = {
        user.name: client(client.bot.get_chat_member(place.id, user.id)).status
        for user in (anna, bob, stranger)
    }
    assert status == {"Anna": "restricted", "Bob": "administrator", "Stranger": "left"}
    admins = client(client.bot.get_chat_administrators(place.id))
    assert sorted(admin.status for admin in admins) == ["administrator", "creator"]
    assert client(client.bot.get_chat_member_count(place.id)) == 4
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        client(client.bot.get_chat_member(place.id, 42))
    place.hides_members = True
    with pytest.raises(BadRequest, match="Chat_admin_required"):
        client(client.bot.get_chat_member(place.id, anna.id))
    assert client(client.bot.get_chat(place.id)).title == "处室"
    assert client(client.bot.leave_chat(place.id))
    with pytest.raises(Forbidden, match="not a member of the supergroup"):
        client(client.bot.get_chat(place.id))


def test_the_narrowest_menu_in_ones_language_is_shown(
    server: TelegramServer, client: Client, anna: Person, private: Chat, group: Chat
) -> None:
    bot = client.bot
    ed = server.person("Ed", language="en")
    client(bot.set_my_commands([BotCommand("help", "Help")]))
    private_chats = BotCommandScopeAllPrivateChats()
    client(bot.set_my_commands([BotCommand("my", "Mine")], scope=private_chats))
    client(bot.set_my_commands([BotCommand("my", "我的")], scope=private_chats, language_code="zh"))
    assert server.menu(private, anna) == {"my": "我的"}
    assert server.menu(server.private(ed), ed) == {"my": "Mine"}
    assert server.menu(group, anna) == {"help": "Help"}
    client(bot.set_my_commands([BotCommand("due", "Due")], scope=BotCommandScopeAllGroupChats()))
    assert server.menu(group, anna) == {"due": "Due"}
    assert client(bot.get_my_commands(scope=private_chats, language_code="zh"))[0].description == "我的"
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        client(bot.set_my_commands([BotCommand("到期", "due")]))


# files


def test_a_file_comes_as_it_was_sent_unless_it_is_too_big(
    client: Client, anna: Person, private: Chat
) -> None:
    anna.sends_file(private, "plan.txt", "督办".encode(), caption="/import")
    anna.sends_file(private, "big.pdf", b"%PDF", size=20 * 1024 * 1024 + 1)
    small, big = (update.message.document for update in client.updates() if update.message)
    assert small
    assert big
    file = client(client.bot.get_file(small.file_id))
    assert bytes(client(file.download_as_bytearray())) == "督办".encode()
    with pytest.raises(BadRequest, match="File is too big"):
        client(client.bot.get_file(big.file_id))


def test_a_bot_uploads_and_sends_again_by_id(client: Client, private: Chat) -> None:
    sent = client(
        client.bot.send_document(
            private.id, b"a,b\n", filename="a.csv", caption="<b>x</b>", parse_mode="HTML"
        )
    )
    assert sent.document
    assert (sent.document.file_name, sent.caption) == ("a.csv", "x")
    again = client(client.bot.send_document(private.id, sent.document.file_id))
    assert again.document == sent.document
    with pytest.raises(BadRequest, match="Message caption is too long"):
        client(client.bot.send_document(private.id, b"x", caption="x" * 1025))
    with pytest.raises(BadRequest, match="Image_process_failed"):
        client(client.bot.send_photo(private.id, b"no picture"))


# faults


def _send(client: Client, chat: Chat, **options: Any) -> Any:
    return client(client.bot.send_message(chat.id, "x", **options))


@pytest.mark.parametrize(
    ("kind", "error", "arrives"),
    [
        (faults.too_many(7), RetryAfter, False),
        (faults.SERVER_ERROR, NetworkError, False),
        (faults.after_effect(faults.SERVER_ERROR), NetworkError, True),
        (faults.BAD_GATEWAY, NetworkError, False),
        (faults.GARBAGE, TelegramError, True),
        (faults.HANG_BEFORE, TimedOut, False),
        (faults.HANG_AFTER, TimedOut, True),
        (faults.CLOSE_BEFORE, NetworkError, False),
        (faults.CLOSE_AFTER, NetworkError, True),
        (faults.BLOCKED, Forbidden, False),
        (faults.TOPIC_CLOSED, BadRequest, False),
        (faults.chat_migrated(-1001), ChatMigrated, False),
        (faults.UNAUTHORIZED, InvalidToken, False),
    ],
    ids=lambda value: getattr(value, "name", None) or getattr(value, "__name__", str(value)),
)
def test_each_fault_strikes_once_and_is_gone(
    server: TelegramServer,
    client: Client,
    private: Chat,
    kind: faults.Kind,
    error: type[Exception],
    *,
    arrives: bool,
) -> None:
    fault = server.faults.add(kind=kind, method="sendMessage", chat=private)
    with pytest.raises(error) as struck:
        _send(client, private, read_timeout=0.2)
    assert struck.type is error
    assert len(private.replies) == arrives
    _send(client, private)
    assert (len(private.replies), fault.hits) == (1 + arrives, 1)


def test_a_fault_spares_other_chats_and_other_methods(
    server: TelegramServer, client: Client, private: Chat, group: Chat
) -> None:
    server.faults.add(kind=faults.BLOCKED, method="sendMessage", chat=private, times=None, after=1)
    _send(client, private)
    _send(client, group)
    client(client.bot.send_chat_action(private.id, "typing"))
    for _ in range(3):
        with pytest.raises(Forbidden):
            _send(client, private)


def test_a_fault_by_chance_strikes_some(server: TelegramServer, client: Client, private: Chat) -> None:
    fault = server.faults.add(kind=faults.SERVER_ERROR, times=None, probability=0.5)
    failed = 0
    for _ in range(40):
        try:
            _send(client, private)
        except NetworkError:
            failed += 1
    assert 5 < failed == fault.hits < 35


def test_telegrams_pace_can_be_had(
    server: TelegramServer, client: Client, private: Chat, group: Chat
) -> None:
    limits = server.limit(Limits(in_all=None, per_chat=(1, 60), per_group=(2, 60)))
    _send(client, private)
    _send(client, group)
    _send(client, group)
    for chat in (private, group):
        with pytest.raises(RetryAfter):
            _send(client, chat)
    assert limits.hits == 2
    client(client.bot.send_chat_action(group.id, "typing"))


def test_latency_is_added_to_each_request(server: TelegramServer, client: Client, private: Chat) -> None:
    server.latency = 0.1
    _send(client, private)
    call = server.calls("sendMessage")[0]
    assert server.world.last_activity - call.at >= 0.1


def test_unknown_tokens_methods_and_bodies_are_refused(server: TelegramServer) -> None:
    bot = f"{server.url}/bot{server.token}"
    assert httpx.get(f"{server.url}/bot1:unknown/getMe").status_code == 401
    assert httpx.get(f"{server.url}/botnonsense/getMe").status_code == 404
    assert httpx.get(f"{bot}/noSuchMethod").json()["description"] == "Not Found: method not found"
    assert httpx.post(f"{bot}/GETME").json()["ok"]
    assert (
        httpx.post(
            f"{bot}/sendMessage", content="{", headers={"content-type": "application/json"}
        ).status_code
        == 400
    )
    refused = httpx.post(f"{bot}/sendMessage", json={"text": "x"})
    assert refused.json() == {"ok": False, "error_code": 400, "description": "Bad Request: chat_id is empty"}


def test_a_server_that_went_away_comes_back_with_everything(anna: Person) -> None:
    server = TelegramServer()
    with server:
        url = server.url
        anna = server.person("Anna")
        anna.says(anna.private(), "before")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with server:
        assert server.url == url
        assert len(httpx.get(f"{url}/bot{server.token}/getUpdates").json()["result"]) == 1


# webhooks


class Receiver:
    """A webhook that answers with the statuses given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.reply: dict[str, Any] = {}

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.split(": ", 1) for line in head.lower().splitlines()[1:] if line)
        update = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.got.append((headers.get("x-telegram-bot-api-secret-token"), update))
        status = self.statuses.pop(0) if self.statuses else 200
        body = json.dumps(self.reply)
        writer.write(
            f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


def test_a_webhook_gets_each_update_with_the_secret_until_it_takes_it(
    server: TelegramServer, client: Client, anna: Person, private: Chat
) -> None:
    receiver = Receiver(500, 502)
    receiver.reply = {"method": "sendMessage", "chat_id": private.id, "text": "in the answer"}

    async def receive() -> None:
        listening = await asyncio.start_server(receiver.handle, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        await client.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        with pytest.raises(Conflict, match="while webhook is active"):
            await client.bot.get_updates()
        for text in ("one", "two"):
            anna.says(private, text)
        await asyncio.to_thread(server.wait_until, lambda: not server.pending)
        info = await client.bot.get_webhook_info()
        assert info.pending_update_count == 0
        assert info.last_error_message == "Wrong response from the webhook: 502 X"
        await client.bot.delete_webhook()
        listening.close()

    client(receive())
    assert [secret for secret, _ in receiver.got] == ["s3cret"] * 4
    assert [update["message"]["text"] for _, update in receiver.got] == ["one", "one", "one", "two"]
    assert [message.text for message in private.replies] == ["in the answer"] * 2
    anna.says(private, "three")
    assert len(client.updates()) == 1


# a process of its own


def test_a_server_in_its_own_process_feeds_and_times_a_bench() -> None:
    with Remote() as remote:
        remote.set_latency(0.001)
        remote.feed(["江苏中心12月", "/due"], 30, chats=3)
        with httpx.Client(base_url=f"{remote.url}/bot{remote.token}") as http:
            for update in http.get("/getUpdates").json()["result"]:
                message = update["message"]
                http.post("/sendMessage", data={"chat_id": message["chat"]["id"], "text": message["text"]})
        assert remote.wait(30) > 0
        assert remote.counts() == {"getupdates": 1, "sendmessage": 30}
        with pytest.raises(TimeoutError, match="30 of 31"):
            remote.wait(31, timeout=0.01)


# watching


def test_waiting_looks_only_at_what_came_after_the_last_thing_played(
    client: Client, anna: Person, private: Chat
) -> None:
    _send(client, private)
    anna.says(private, "again")
    with pytest.raises(AssertionError, match="waited"):
        private.wait_for("x", timeout=0.05)
    _send(client, private)
    assert private.wait_for("x") is private.last


def test_quiet_is_when_all_is_confirmed_and_nothing_is_asked(
    server: TelegramServer, client: Client, anna: Person, private: Chat
) -> None:
    anna.says(private, "x")
    with pytest.raises(AssertionError, match="1 updates wait"):
        server.wait_quiet(idle=0.02, timeout=0.1)
    client.updates(offset=client.updates()[-1].update_id + 1)
    server.wait_quiet(idle=0.02)


def test_calls_are_kept_with_their_parameters(server: TelegramServer, client: Client, private: Chat) -> None:
    client(client.bot.send_message(private.id, "12", reply_markup=keyboard("a")))
    (call,) = server.calls("sendMessage")
    assert call.parameters["chat_id"] == private.id
    assert call["text"] == "12"
    assert call["reply_markup"]["inline_keyboard"][0][0]["text"] == "a"
    assert call.status == 200
