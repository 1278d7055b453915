"""Sending, editing and deleting on the Bot API server of the tests, asked by the real library over real HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram import (
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    TelegramError,
)

from tests.bot.server.client import EMOJI, Client, keyboard
from tests.telegram_server.entities import find_entities, parse_html

if TYPE_CHECKING:
    from tests.telegram_server import Chat, Person, TelegramServer


# -- sending --------------------------------------------------------------------------------------------


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


# -- editing and deleting -------------------------------------------------------------------------------


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
