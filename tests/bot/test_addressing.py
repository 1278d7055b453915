"""What is meant for the bot, and what it asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addressing import CHINESE_COMMANDS, Command, Request, Said, request_in

ME = "duban_bot"


def in_group(text: str, **more: object) -> Request | None:
    return request_in(Said(text, private=False, **more), ME)  # type: ignore[arg-type]


def in_private(text: str) -> Request | None:
    return request_in(Said(text, private=True), ME)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("what is due", None),
        ("/due", Request("", Command.DUE)),
        ("/due@duban_bot", Request("", Command.DUE)),
        ("/DUE@DUBAN_BOT 图书馆", Request("图书馆", Command.DUE)),
        ("/due@other_bot", None),
        ("/due@other_bot @duban_bot", None),
        ("/dues", None),
        ("／到期", Request("", Command.DUE)),
        ("/到期", Request("", Command.DUE)),
        ("/到期@duban_bot 图书馆", Request("图书馆", Command.DUE)),
        ("/到期@other_bot 图书馆", None),
        ("/到期图书馆", Request("图书馆", Command.DUE)),
        ("/火星", None),
        ("/ask图书馆12月", Request("图书馆12月", Command.ASK)),
        ("/ask@duban_bot图书馆 12月", Request("图书馆 12月", Command.ASK)),
        ("/due12月", Request("12月", Command.DUE)),
        ("/due@other_bot图书馆", None),
        ("/due12", None),
        ("/dues图书馆", None),
        ("@duban_bot what is due", Request("what is due")),
        ("what is due @DuBan_Bot", Request("what is due")),
        ("@duban_bot /due", Request("", Command.DUE)),
        ("@duban_bot", Request("", Command.HELP)),
        ("@duban_bot /nonsense", Request("", Command.HELP)),
        ("@duban_botany what", None),
        ("me@duban_bot what", None),
        ("t.me/@duban_bot", None),
        ("@@duban_bot", None),
        ("", None),
        ("/", None),
    ],
)
def test_in_a_group(text: str, request_: Request | None) -> None:
    assert in_group(text) == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("what is due", Request("what is due")),
        ("  \n", Request("", Command.HELP)),
        ("/nonsense", Request("", Command.HELP)),
        ("/", Request("", Command.HELP)),
        ("/谁负责数据库", Request("数据库", Command.WHO)),
        ("/ask\nwhat is\ndue", Request("what is\ndue", Command.ASK)),
    ],
)
def test_in_private(text: str, request_: Request | None) -> None:
    assert in_private(text) == request_


def test_a_reply_to_the_bot_is_for_it() -> None:
    assert in_group("and in May?", replies_to_bot=True) == Request("and in May?")
    assert in_group("/kick", replies_to_bot=True) is None


def test_a_marked_mention_is_taken_out() -> None:
    assert in_group("督办，12月", mentions=((0, 2),)) == Request("，12月")


def test_other_people_who_are_called_are_no_part_of_the_question() -> None:
    assert in_group("/ask 张三 图书馆12月", others=((5, 7),)) == Request("图书馆12月", Command.ASK)
    assert in_group("张三 图书馆12月", others=((0, 2),)) is None


def test_a_bare_call_takes_up_what_it_replies_to() -> None:
    assert in_group("@duban_bot", quoted=" 12月 ") == Request(" 12月 ")
    assert in_group("/ask", quoted="12月") == Request("12月", Command.ASK)
    assert in_group("/ask 5月", quoted="12月") == Request("5月", Command.ASK)


def test_longer_chinese_words_win() -> None:
    assert in_private("/我的订阅") == Request("", Command.SUBSCRIPTIONS)
    assert in_private("/我的任务") == Request("", Command.MY)
    assert all(in_private(f"/{word}") == Request("", command) for word, command in CHINESE_COMMANDS.items())


@given(st.text(), st.booleans(), st.lists(st.tuples(st.integers(-9, 99), st.integers(-9, 99))).map(tuple))
def test_no_text_is_too_odd(text: str, private: bool, mentions: tuple[tuple[int, int], ...]) -> None:
    request = request_in(Said(text, private=private, mentions=mentions), ME)
    assert request is not None or not private or text[:1] in "/／"


@given(st.text(st.characters(exclude_characters="/／@")))
def test_in_a_group_no_plain_text_is_for_the_bot(text: str) -> None:
    assert in_group(text) is None
