"""Loading plans in chat: sent, looked through, published, cancelled, overtaken, rolled back, found on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.plan import Status
from storage.plan_store import PlanStore
from tests.bot.telegram.flows.uploads import (
    CANCEL,
    DOUBTS,
    PUBLISH,
    READY,
    ROWS,
    SURE,
    Uploader,
    a_plan_file,
    a_year,
    codes_of,
    file_in,
    the_items,
    two_admins,
    uploaders,
    version_of,
)
from tests.examples import NOW
from tests.flattening import flatten
from tests.plan_files import write_csv, write_docx, write_pdf, write_xlsx
from tests.random_plans import random_plan, random_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.telegram.flows.conftest import Play

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
REWORDED = ROWS[0].replace("修订全部专业", "修订完善全部专业")
MOVED = ROWS[3].replace("12月", "10月")
HANDED_ON = ROWS[5].replace("财务处", "审计处")
NEW = "加强保障,更换宿舍楼全部老旧供水管道。,后勤处,8月"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Start a bot of its own with two admins: other flows ask about plans that stay as they are."""
    with two_admins(tmp_path_factory.mktemp("uploads")) as play:
        yield play


@pytest.fixture
def play(desk: Play) -> Play:
    desk.passes(seconds=(NOW - desk.now).total_seconds())
    return desk


@pytest.fixture
def at(play: Play) -> dict[str, Uploader]:
    return uploaders(play)


# -- sending ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_plan_is_looked_at_then_published(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year))
    assert {"zh": f"{year}年计划 · 6 项 · 3 个部门", "en": f"Plan {year} · 6 items · 3 departments"}[
        language
    ] in card.text
    assert {"zh": f"第一份{year}年计划", "en": f"first plan of {year}"}[language] in card.text
    assert version_of(play, year) == 0
    assert [row[2] for row in who.sheet(card)[:6]] == [row.split(",")[1] for row in ROWS]
    who.presses(card, PUBLISH[language])
    assert {"zh": f"{year}年计划第 1 版：6 项", "en": f"Plan {year}, version 1: 6 items"}[
        language
    ] in card.text
    assert not card.labels
    assert list(codes_of(play, year).values()) == [f"{year}-{number}" for number in range(1, 7)]


@LANGUAGES
def test_a_card_says_what_changes_and_the_file_below_all_of_it(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    before = codes_of(play, year)
    card = who.sends(a_plan_file(year, REWORDED, ROWS[1], ROWS[2], MOVED, HANDED_ON, NEW))
    assert len(card.text) <= 4096
    for code, said in (
        (f"{year}-4", "12月 → 10月"),
        (f"{year}-6", "财务处 → 审计处"),
        (f"{year}-1", "修订全部专业的教… → 修订完善全部专业的教…"),
        (f"{year}-5", "满意度问卷"),
    ):
        line = next(line for line in card.text.splitlines() if line.startswith(f"{code} "))
        assert said in line
    assert "更换宿舍楼" in card.text
    assert {"zh": "新增 1", "en": "new 1"}[language] in card.text
    rows = who.sheet(card)
    assert {row[1] for row in rows if row[1]} == {f"{year}-{number}" for number in (1, 4, 5, 6)}
    who.presses(card, PUBLISH[language])
    after = codes_of(play, year)
    assert after["修订完善全部专业的教学大纲并报校长办公会审定。"] == f"{year}-1"
    assert after["更换宿舍楼全部老旧供水管道。"] == f"{year}-7"
    assert after[ROWS[5].split(",")[1]] == before[ROWS[5].split(",")[1]]


@LANGUAGES
def test_the_same_file_again_changes_nothing(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    card = who.sends(a_plan_file(year))
    assert {"zh": "内容与第 1 版相同，没有变化", "en": "nothing changes"}[language] in card.text
    assert not any(PUBLISH[language] in label for label in card.labels)
    assert version_of(play, year) == 1


def test_every_format_of_a_plan_keeps_all_codes(play: Play, at: dict[str, Uploader]) -> None:
    table, _ = random_plan(11, "easy")
    style = random_style(11, "easy")
    files = {
        "plan.csv": write_csv(table),
        "plan.xlsx": write_xlsx(table),
        "plan.docx": write_docx(table),
        "plan.pdf": write_pdf(table, style),
        "plan.txt": flatten(table, style).encode(),
    }
    year, who = a_year(), at["zh"]
    who.publishes(files["plan.csv"], "plan.csv", caption=f"{year}")
    first = [item.code for item in the_items(play, year)]
    for name, content in files.items():
        card = who.sends(content, name, caption=f"{year}")
        if any(PUBLISH["zh"] in label for label in card.labels):
            who.presses(card, PUBLISH["zh"])
        assert [item.code for item in the_items(play, year)] == first, name


@LANGUAGES
def test_a_file_without_a_year_is_asked_about(at: dict[str, Uploader], language: str) -> None:
    who = at[language]
    card = who.sends(a_plan_file(None))
    assert {"zh": "这是哪一年的计划", "en": "For which year"}[language] in card.text
    assert card.labels[:3] == ("2016", "2017", "2018")
    who.presses(card, "2018" if language == "zh" else "2016")
    assert {"zh": "2018年计划 · 6 项", "en": "Plan 2016 · 6 items"}[language] in card.text


@LANGUAGES
def test_a_caption_names_a_year_by_itself_only_and_the_card_tells_of_another(
    at: dict[str, Uploader], language: str
) -> None:
    year, other, who = a_year(), a_year(), at[language]
    card = who.sends(a_plan_file(year), caption=f"国发〔{other}〕12号 {other} final")
    title = {"zh": "{}年计划 · 6 项", "en": "Plan {} · 6 items"}[language]
    assert title.format(year) in card.text
    card = who.sends(a_plan_file(year), caption=f"{other}年计划")
    assert title.format(other) in card.text
    assert {"zh": f"文件写的是 {year} 年", "en": f"The file is for {year}"}[language] in card.text


@LANGUAGES
def test_a_card_says_when_only_the_title_differs(at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    card = who.sends(a_plan_file(year).replace("工作计划".encode(), "重点工作计划".encode()))
    assert {"zh": "各项任务与第 1 版相同", "en": "No item differs from version 1"}[language] in card.text
    assert {"zh": "标题：", "en": "The title: "}[language] in card.text


@LANGUAGES
def test_a_picture_from_an_admin_is_answered_with_what_to_send(
    at: dict[str, Uploader], language: str
) -> None:
    who = at[language]
    who.admin.sends_photo(who.chat, b"a photo")
    who.chat.wait_for({"zh": "请把计划作为文件发送", "en": "send the plan itself as a file"}[language])


def test_an_outline_is_followed_by_its_table(play: Play, at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    points = "\n".join(
        f"（{number}）{row.split(',')[1]}" for number, row in zip("一二三四五六", ROWS, strict=True)
    )
    outline = f"{year}年工作要点\n\n一、总体安排\n\n{points}\n".encode()
    who.publishes(outline, "outline.txt")
    card = who.sends(a_plan_file(year))
    who.presses(card, PUBLISH["zh"])
    assert version_of(play, year) == 2
    again = who.sends(outline, "outline.txt")
    who.presses(again, PUBLISH["zh"])
    assert "没有这些内容的要点" in again.text
    assert any(SURE["zh"] in label for label in again.labels)


# -- what is no plan, and who may not -----------------------------------------------------------------------


@LANGUAGES
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n", {"zh": "请把计划另存为", "en": "Save the plan as one of"}),
        ("empty.xlsx", b" ", {"zh": "是空的", "en": "is empty"}),
        ("broken.docx", b"PK\x03\x04 nothing", {"zh": "。", "en": "."}),
        ("old.doc", b"\xd0\xcf\x11\xe0", {"zh": ".docx", "en": ".docx"}),
        ("prose.txt", "你好".encode(), {"zh": "没有", "en": "No"}),
    ],
)
def test_what_is_no_plan_is_told_what_to_send(
    at: dict[str, Uploader], language: str, name: str, content: bytes, said: dict[str, str]
) -> None:
    card = at[language].sends(content, name)
    assert said[language] in card.text
    assert not card.labels


@LANGUAGES
def test_a_file_over_20_mb_is_not_fetched(play: Play, at: dict[str, Uploader], language: str) -> None:
    before = play.server.count("getFile")
    card = at[language].sends(b"%PDF", "huge.pdf", size=20 * 1024 * 1024 + 1)
    assert "20 MB" in card.text
    assert "duban import" in card.text
    assert play.server.count("getFile") == before


@LANGUAGES
def test_a_file_of_anybody_else_is_never_opened(play: Play, language: str) -> None:
    bo, stranger = play.person(language), play.person(language)
    group = play.group(bo)
    before = play.server.count("getFile")
    bo.sends_file(bo.private(), "plan.csv", a_plan_file(2030))
    bo.private().wait_for({"zh": "只有管理员可以导入计划", "en": "Only admins can load a plan"}[language])
    stranger.sends_file(stranger.private(), "plan.csv", a_plan_file(2030), caption="2030")
    stranger.private().wait_for({"zh": "尚未获管理员批准", "en": "whom an admin has approved"}[language])
    bo.sends_file(group, "plan.csv", a_plan_file(2030))
    assert play.is_silent(group)
    assert play.server.count("getFile") == before


def test_an_admins_file_in_a_group_is_ignored(play: Play) -> None:
    group = play.group(play.admin)
    play.admin.sends_file(group, "plan.csv", a_plan_file(2030))
    assert play.is_silent(group)


# -- deciding -----------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_cancelled_card_changes_nothing_and_stays_cancelled(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year))
    data = card.data_of(next(label for label in card.labels if PUBLISH[language] in label))
    who.presses(card, CANCEL[language])
    assert {"zh": "已取消", "en": "Cancelled"}[language] in card.text
    assert who.admin.sends_callback(card, data).wait_text()
    assert version_of(play, year) == 0


@LANGUAGES
def test_a_card_expires(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    card = who.sends(a_plan_file(year))
    play.passes(hours=25)
    label = next(label for label in card.labels if PUBLISH[language] in label)
    said = who.admin.presses(card, label).wait_text()
    assert {"zh": "已超过一天", "en": "older than a day"}[language] in said
    assert not card.labels
    assert version_of(play, year) == 0


def test_a_second_press_publishes_nothing_more(play: Play, at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    card = who.sends(a_plan_file(year))
    data = card.data_of("✅ 发布")
    presses = [who.admin.sends_callback(card, data) for _ in range(3)]
    for press in presses:
        press.wait()
    assert version_of(play, year) == 1
    who.chat.wait_for(f"{year}年计划第 1 版")


@LANGUAGES
def test_two_admins_at_once_do_not_overwrite_each_other(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, one = a_year(), at[language]
    other = at["en" if language == "zh" else "zh"]
    one.publishes(a_plan_file(year))
    mine = one.sends(a_plan_file(year, *ROWS[:5], HANDED_ON))
    others = other.sends(a_plan_file(year, *ROWS, NEW))
    other.presses(others, PUBLISH[other.language])
    one.presses(mine, PUBLISH[language])
    assert {"zh": "期间已发布第 2 版", "en": "Version 2 has been published meanwhile"}[language] in mine.text
    assert "更换宿舍楼" in mine.text
    assert version_of(play, year) == 2
    one.presses(mine, PUBLISH[language])
    assert version_of(play, year) == 3
    assert "更换宿舍楼全部老旧供水管道。" not in codes_of(play, year)


def test_a_card_is_its_senders_alone(play: Play, at: dict[str, Uploader]) -> None:
    year = a_year()
    card = at["zh"].sends(a_plan_file(year))
    own = at["en"].sends(a_plan_file(a_year()))
    stolen = at["en"].admin.sends_callback(own, card.data_of("✅ 发布"))
    assert stolen.wait_text() == "Only who sent the file can decide about it."
    assert version_of(play, year) == 0


@pytest.mark.parametrize(
    "data", ["u:AAAAAAAAAAAA:p::", "u:AAAAAAAAAAAA:qq::", "w:1999:1:o", "w:2017:99:r", "w:2017:1:q"]
)
def test_made_up_buttons_do_nothing(at: dict[str, Uploader], data: str) -> None:
    card = at["zh"].sends(a_plan_file(a_year()))
    before = card.text
    assert at["zh"].admin.sends_callback(card, data).wait_text()
    assert card.text == before


def test_made_up_places_of_an_own_card_do_nothing(play: Play, at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    card = who.sends(a_plan_file(year))
    key = card.data_of("✅ 发布").split(":")[1]
    for what in (
        "k:99999:",
        "ds:0:9999",
        "ts:0:15",
        "ms:0:",
        "r::",
        "dl:99999:1",
        "tw:99999:",
        "y::2050",
        "m:7:",
    ):
        who.admin.sends_callback(card, f"u:{key}:{what}").wait()
    who.publishes(a_plan_file(year))
    assert len(the_items(play, year)) == 6


# -- doubts -------------------------------------------------------------------------------------------------


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
    again = who.sends(a_plan_file(year, *rows))
    assert {"zh": "没有变化", "en": "nothing changes"}[language] in again.text


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


# -- losing -------------------------------------------------------------------------------------------------


@LANGUAGES
def test_what_was_reported_on_is_not_dropped_without_a_second_word(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    PlanStore(play.engine).set_status(f"{year}-5", Status.DONE, NOW)
    card = who.sends(a_plan_file(year, *ROWS[:4], ROWS[5]))
    who.presses(card, PUBLISH[language])
    assert f"{year}-5 ({ {'zh': '已办结', 'en': 'done'}[language] })" in card.text
    assert version_of(play, year) == 1
    who.presses(card, SURE[language])
    assert version_of(play, year) == 2
    who.publishes(a_plan_file(year))
    found = next(item for item in the_items(play, year) if item.code == f"{year}-5")
    assert found.status is Status.DONE


@LANGUAGES
def test_a_much_shorter_plan_needs_a_second_word(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    many = [
        f"加强服务,第{number}阅览室延长开放时间并安排值班馆员{number * 7}人。,图书馆,12月"
        for number in range(1, 7)
    ]
    who.publishes(a_plan_file(year, *ROWS, *many))
    card = who.sends(a_plan_file(year))
    who.presses(card, PUBLISH[language])
    assert version_of(play, year) == 1
    who.presses(card, {"zh": "返回", "en": "Back"}[language])
    assert READY[language] in card.text


# -- versions -----------------------------------------------------------------------------------------------


@LANGUAGES
def test_versions_are_listed_fetched_compared_and_brought_back(
    play: Play, at: dict[str, Uploader], language: str
) -> None:
    year, who = a_year(), at[language]
    first, second = a_plan_file(year), a_plan_file(year, *ROWS[:3], MOVED, ROWS[4], NEW)
    who.publishes(first)
    before = codes_of(play, year)
    PlanStore(play.engine).set_status(f"{year}-1", Status.IN_PROGRESS, NOW)
    who.publishes(second)
    who.admin.says(who.chat, f"/versions {year}")
    card = who.chat.wait_for({"zh": "2 个版本", "en": "2 versions"}[language])
    assert who.admin.name in card.text
    assert "plan.csv" in card.text
    who.presses(card, "1")
    words = {
        "zh": ("原文件", "此后的变化", "返回", "回退到此版", "回退", "第 3 版"),
        "en": ("The file", "What has changed since", "Back", "Roll back to it", "Roll back", "version 3"),
    }[language]
    who.admin.presses(card, next(label for label in card.labels if words[0] in label)).wait()
    sent = who.chat.wait_for(lambda message: "document" in (message.content or {}))
    assert file_in(play, sent) == first
    who.presses(card, words[1])
    assert "12月 → 10月" in card.text
    who.presses(card, words[2])
    who.presses(card, words[3])
    assert "10月 → 12月" in card.text
    assert version_of(play, year) == 2
    who.presses(card, words[4])
    assert words[5] in card.text
    assert codes_of(play, year) == before
    assert the_items(play, year)[0].status is Status.IN_PROGRESS
    newest = PlanStore(play.engine).versions(year)[-1]
    assert (newest.restored_from, newest.published_by) == (1, who.admin.id)
    card = who.sends(second)
    who.presses(card, PUBLISH[language])
    assert codes_of(play, year)["更换宿舍楼全部老旧供水管道。"] == f"{year}-7"


@LANGUAGES
def test_rollback_names_a_version_at_once(play: Play, at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    who.publishes(a_plan_file(year, *ROWS, NEW))
    who.admin.says(who.chat, f"/rollback {year} 1")
    card = who.chat.wait_for(
        {"zh": f"{year}年计划回退到第 1 版", "en": f"Back to version 1 of the plan {year}"}[language]
    )
    who.presses(card, {"zh": "回退", "en": "Roll back"}[language])
    assert len(the_items(play, year)) == 6
    who.admin.says(who.chat, f"/rollback {year} 77")
    who.chat.wait_for(
        {"zh": f"{year} 年计划没有第 77 版", "en": f"The plan {year} has no version 77"}[language]
    )
    who.admin.says(who.chat, "/rollback 1990")
    who.chat.wait_for({"zh": "没有1990年计划", "en": "There is no plan of 1990"}[language])


def test_what_was_published_is_recorded(at: dict[str, Uploader]) -> None:
    year, who = a_year(), at["zh"]
    who.publishes(a_plan_file(year))
    who.admin.says(who.chat, "/log")
    said = who.chat.wait_for(f"{year} v1")
    assert str(who.admin.id) in said.text
