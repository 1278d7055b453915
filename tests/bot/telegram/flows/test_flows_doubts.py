"""Doubts about a plan decided one by one on its card: by buttons, in words, taken back, renamed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.flows.uploads import (
    DOUBTS,
    LANGUAGES,
    PUBLISH,
    ROWS,
    Uploader,
    a_plan_file,
    a_year,
    codes_of,
    the_items,
)

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play


@pytest.fixture
def play(uploading: Play) -> Play:
    return uploading


@LANGUAGES
def test_doubts_are_decided_one_by_one_and_survive_a_look_at_the_card(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    rows = (
        *ROWS,
        "加强保障,维护校园网络设备。,,5月",
        "加强保障,更新档案目录。,财务处,",
        "加强保障,发放劳保用品。,,",
        "旧,清理旧账。,财务处,",
    )
    card = who.sends(a_plan_file(year, *rows))
    before = [label for label in card.labels if DOUBTS[language] in label]
    words = {
        "zh": ("设定部门", "图书馆", "设定时间", "3月", "回到卡片", "不要这一项", "保留原读法"),
        "en": ("Set department", "图书馆", "Set date", "March", "To the card", "Leave out", "Keep as read"),
    }[language]
    who.presses(card, DOUBTS[language])
    assert "维护校园网络设备" in card.text
    who.presses(who.presses(card, words[0]), words[1])
    assert "更新档案目录" in card.text
    who.presses(who.presses(card, words[2]), words[3])
    assert "发放劳保用品" in card.text
    who.presses(card, words[4])
    assert [label for label in card.labels if DOUBTS[language] in label] != before
    who.presses(card, DOUBTS[language])
    who.presses(card, words[5])
    assert "清理旧账" in card.text
    who.presses(card, words[6])
    assert not any(DOUBTS[language] in label for label in card.labels)
    who.presses(card, PUBLISH[language])
    items = {item.measure: item for item in the_items(play, year)}
    assert items["维护校园网络设备。"].departments == ("图书馆",)
    assert [str(day) for day in items["更新档案目录。"].due] == [f"{year}-03-31"]
    assert "发放劳保用品。" not in items
    assert not any(item.doubts for item in items.values())
    other = at["en" if language == "zh" else "zh"]
    for admin, said in (
        (
            who,
            {
                "zh": "您于2017年11月20日对这个文件作出的决定",
                "en": "What you decided about this file on 20 Nov 2017",
            },
        ),
        (
            other,
            {
                "zh": f"{who.admin.name}于2017年11月20日对这个文件作出的决定",
                "en": f"What {who.admin.name} decided about this file on 20 Nov 2017",
            },
        ),
    ):
        again = admin.sends(a_plan_file(year, *rows))
        assert {"zh": "没有变化", "en": "nothing changes"}[admin.language] in again.text
        assert said[admin.language] in again.text
        left_out = {
            "zh": "按决定不载入文件中的 1 项：发放劳保用品。",
            "en": "1 item of the file is left out, as decided: 发",
        }
        assert left_out[admin.language] in again.text
        undo = {"zh": "撤销全部决定（4）", "en": "Undo all decisions (4)"}[admin.language]
        assert undo in again.labels[0]
        assert {"zh": "9 项", "en": "9 items"}[admin.language] in again.text


@LANGUAGES
def test_a_department_and_a_date_can_be_written(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,,"))
    words = {"zh": ("设定部门", "设定时间", "自己写"), "en": ("Set department", "Set date", "Write it")}[
        language
    ]
    who.presses(card, DOUBTS[language])
    who.asks_to_write(card, words[0], words[2])
    new = {"zh": "网络中心", "en": "电教馆"}[language]
    again = who.answers(who.prompt, f"{new}、图书馆")
    assert f"“{new}”" in again.text
    card = who.answers(again, f"{new}、图书馆")
    who.asks_to_write(card, words[1], words[2])
    card = who.answers(who.prompt, "6月15日前")
    who.presses(card, PUBLISH[language])
    item = the_items(play, year)[-1]
    assert item.departments == (new, "图书馆")
    assert [str(day) for day in item.due] == [f"{year}-06-15"]


@LANGUAGES
def test_an_item_is_open_until_all_that_is_doubtful_of_it_is_decided(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,,"))
    words = {
        "zh": ("设定部门", "图书馆", "没有写完成时间", "设定时间", "3月"),
        "en": ("Set department", "图书馆", "No deadline is given", "Set date", "March"),
    }[language]
    who.presses(card, DOUBTS[language])
    who.presses(who.presses(card, words[0]), words[1])
    assert "维护校园网络设备" in card.text
    assert "图书馆" in card.text
    assert words[2] in card.text
    who.presses(who.presses(card, words[3]), words[4])
    assert not any(DOUBTS[language] in label for label in card.labels)
    who.presses(card, PUBLISH[language])
    item = the_items(play, year)[-1]
    assert (item.departments, [str(day) for day in item.due]) == (("图书馆",), [f"{year}-03-31"])


@LANGUAGES
def test_what_cannot_be_taken_is_asked_for_again(at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,,"))
    words = {
        "zh": ("设定部门", "设定时间", "自己写", "您是不是指：“财务处”", "没有写部门", "读成时间"),
        "en": ("Set department", "Set date", "Write it", "Did you mean “财务处”", "no department", "no time"),
    }[language]
    who.presses(card, DOUBTS[language])
    who.asks_to_write(card, words[0], words[2])
    nothing = who.answers(who.prompt, "、、")
    assert words[4] in nothing.text
    near = who.answers(nothing, "财务")
    assert words[3] in near.text
    card = who.answers(near, "财务处")
    assert "财务处" in card.text
    who.asks_to_write(card, words[1], words[2])
    unread = who.answers(who.prompt, "banana")
    assert words[5] in unread.text
    card = who.answers(unread, "3月")
    assert not any(DOUBTS[language] in label for label in card.labels)


@LANGUAGES
def test_the_next_plain_message_answers_as_a_reply_does(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,图书馆,"))
    words = {"zh": ("设定时间", "自己写"), "en": ("Set date", "Write it")}[language]
    who.presses(card, DOUBTS[language])
    who.asks_to_write(card, *words)
    who.admin.says(who.chat, "3月")
    card = who.chat.wait_for(lambda message: bool(message.labels))
    who.presses(card, PUBLISH[language])
    assert [str(day) for day in the_items(play, year)[-1].due] == [f"{year}-03-31"]


def test_after_another_message_only_a_reply_is_an_answer(at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    card = who.sends(a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,图书馆,"))
    who.presses(card, DOUBTS["zh"])
    who.asks_to_write(card, "设定时间", "自己写")
    prompt = who.prompt
    who.admin.says(who.chat, "/whoami")
    who.chat.wait_for("您的编号")
    who.admin.says(who.chat, "3月")
    assert "已记下" not in who.chat.wait_for().text
    assert any(PUBLISH["zh"] in label for label in who.answers(prompt, "3月").labels)


@LANGUAGES
def test_decisions_are_undone_one_by_one(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    card = who.sends(
        a_plan_file(year, *ROWS, "加强保障,维护校园网络设备。,,", "加强保障,更新档案目录。,财务处,")
    )
    words = {
        "zh": ("设定部门", "图书馆", "设定时间", "3月", "撤销上一个", "撤销全部决定", "不要这一项"),
        "en": ("Set department", "图书馆", "Set date", "March", "Undo the last", "Undo all", "Leave out"),
    }[language]
    who.presses(card, DOUBTS[language])
    who.presses(who.presses(card, words[0]), words[1])
    who.presses(who.presses(card, words[2]), words[3])
    who.presses(card, words[6])
    assert any(words[5] in label for label in card.labels)
    assert "更新档案目录" in who.presses(card, words[4]).text
    last = who.presses(card, words[4]).text
    assert "维护校园网络设备" in last
    assert "图书馆" in last
    assert "3月" not in last
    assert "图书馆" not in who.presses(card, words[4]).text
    assert not any(words[4] in label for label in card.labels)
    who.presses(who.presses(card, words[0]), "教务处")
    who.presses(card, {"zh": "回到卡片", "en": "To the card"}[language])
    who.presses(card, PUBLISH[language])
    items = {item.measure: item for item in the_items(play, year)}
    assert items["维护校园网络设备。"].departments == ("教务处",)
    assert "更新档案目录。" in items


@LANGUAGES
def test_buttons_name_departments_as_they_are_called_now(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    """Renamed while an admin looks at the buttons: an old one sets today's name, new ones show it."""
    year, who = a_year(), at[language]
    old, new = f"第{year}科研处", f"第{year}成果处"
    rows = [f"加强科研,完成第{number}批课题结题。,{old},{number}月" for number in range(1, 4)]
    doubtful = ["加强科研,组织课题申报。,,5月", "加强科研,整理成果目录。,,6月"]
    who.publishes(a_plan_file(year, *rows))
    card = who.sends(a_plan_file(year, *rows, *doubtful))
    words = {"zh": ("设定部门", "确认改名", "自己写"), "en": ("Set department", "Rename", "Write it")}[
        language
    ]
    who.presses(card, DOUBTS[language])
    who.presses(card, words[0])
    outdated = card.data_of(old)
    who.admin.says(who.chat, f"/rename {old} = {new}")
    asked = who.chat.wait_for(lambda message: bool(message.labels))
    who.admin.presses(asked, asked.labels[0]).wait()
    play.server.wait_until(lambda: not asked.labels)
    changed = card.changed
    who.admin.sends_callback(card, outdated).wait()
    play.server.wait_until(lambda: card.changed > changed)
    assert "整理成果目录" in card.text
    who.presses(card, words[0])
    assert new in card.labels
    assert old not in card.labels
    who.admin.presses(card, next(label for label in card.labels if words[2] in label)).wait()
    card = who.answers(who.prompt, old)
    who.presses(card, PUBLISH[language])
    assert {item.departments for item in the_items(play, year)} == {(new,)}
    again = who.sends(a_plan_file(year, *rows, f"加强科研,汇编课题成果选集。,{new},7月"))
    said = {"zh": f"文件中的“{old}”即{new}。", "en": f"Names in the file: “{old}” is {new}."}[language]
    assert said in again.text
    assert {"zh": "4 项 · 1 个部门", "en": "4 items · 1 department"}[language] in again.text
    assert said in {row[4] for row in who.sheet(again, 1)}


@LANGUAGES
@pytest.mark.parametrize("replies", [False, True])
def test_a_day_that_does_not_exist_is_doubted_and_not_taken(
    at: dict[str, Uploader], language: str, replies: bool
) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year, *ROWS, f"加强保障,维护校园网络设备。,图书馆,{year}年2月30日"))
    words = {
        "zh": ("日历上没有的日子", "设定时间", "自己写"),
        "en": ("a day that does not exist", "Set date", "Write it"),
    }[language]
    assert words[0] in who.presses(card, DOUBTS[language]).text
    who.asks_to_write(card, *words[1:])
    prompt = who.prompt
    if replies:
        again = who.answers(prompt, "11月31日前")
    else:
        who.admin.says(who.chat, "2月30日")
        again = who.prompt
    assert words[0] in again.text
    card = who.answers(again, "11月30日前")
    assert not any(DOUBTS[language] in label for label in card.labels)


@LANGUAGES
@pytest.mark.parametrize("same", [True, False])
def test_a_doubtful_item_is_the_same_or_new_as_the_admin_says(
    play: Play, at: dict[str, Uploader], language: str, same: bool
) -> None:
    year, who = a_year(), at[language]
    salon = "加强教学,举办第{}期青年教师教学沙龙并形成会议纪要。,教务处,{}月"
    before = (salon.format(1, 3), salon.format(2, 5), *ROWS)
    who.publishes(a_plan_file(year, *before))
    card = who.sends(a_plan_file(year, salon.format(1, 3), salon.format(3, 7), *ROWS))
    who.presses(card, DOUBTS[language])
    assert f"{year}-2" in card.text
    button = {"zh": ("同一任务", "新任务"), "en": ("The same item", "A new item")}[language][0 if same else 1]
    who.presses(card, button)
    who.presses(card, PUBLISH[language])
    codes = codes_of(play, year)
    assert codes["举办第3期青年教师教学沙龙并形成会议纪要。"] == (f"{year}-2" if same else f"{year}-9")
