"""Buttons, inline mode, members, menus and files on the Bot API server of the tests, asked by the real library over real HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import (
    BadRequest,
    Forbidden,
)

from tests.bot.server.client import Client, keyboard, kinds

if TYPE_CHECKING:
    from tests.telegram_server import Chat, Person, TelegramServer


# -- buttons and inline mode ----------------------------------------------------------------------------


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


# -- places and members ---------------------------------------------------------------------------------


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


# -- files ----------------------------------------------------------------------------------------------


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
