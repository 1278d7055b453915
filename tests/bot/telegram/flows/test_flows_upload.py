"""Plan files sent in chat: in every format, without a year, over and over, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.telegram.flows.uploads import (
    CANCEL,
    DOUBTS,
    HANDED_ON,
    LANGUAGES,
    MOVED,
    NEW,
    PUBLISH,
    ROWS,
    SURE,
    Uploader,
    a_plan_file,
    a_year,
    codes_of,
    the_items,
    version_of,
)
from tests.flattening import flatten
from tests.plan_files import write_csv, write_docx, write_pdf, write_xlsx
from tests.random_plans import random_plan, random_style

if TYPE_CHECKING:
    from tests.bot.telegram.flows.conftest import Play

REWORDED = ROWS[0].replace("修订全部专业", "修订完善全部专业")


@pytest.fixture
def play(uploading: Play) -> Play:
    return uploading


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
    assert not any(DOUBTS[language] in label for label in card.labels), "its months are that year's now"


@LANGUAGES
@pytest.mark.parametrize("replies", [False, True])
def test_a_year_may_be_written_where_it_is_asked_for(
    at: dict[str, Uploader], language: str, replies: bool
) -> None:
    who = at[language]
    card = who.sends(a_plan_file(None))
    if replies:
        again = who.answers(card, "1890年")
        assert {"zh": "“1890年”不是计划的年份", "en": "“1890年” is no year of a plan"}[language] in again.text
        card = who.answers(again, "２０１５年计划")
    else:
        who.admin.says(who.chat, "3015")
        assert {"zh": "1990年至2100年", "en": "from 1990 to 2100"}[language] in who.prompt.text
        who.admin.says(who.chat, "2015")
        card = who.chat.wait_for(lambda message: bool(message.labels))
    assert {"zh": "2015年计划 · 6 项", "en": "Plan 2015 · 6 items"}[language] in card.text


def test_what_is_no_year_is_a_question_and_a_reply_still_tells_the_year(at: dict[str, Uploader]) -> None:
    who = at["zh"]
    asking = who.sends(a_plan_file(None))
    who.admin.says(who.chat, "2017年图书馆有哪些任务？")
    assert "开展读者满意度调查" in who.chat.wait_for("图书馆").text
    assert "2016年计划 · 6 项" in who.answers(asking, "2016").text


@pytest.mark.parametrize("text", ["2011", "２０１１", "2011年"])
def test_a_year_by_itself_is_that_of_the_newest_plan_without_one_also_later(
    at: dict[str, Uploader], text: str
) -> None:
    who = at["zh"]
    first, second = who.sends(a_plan_file(None)), who.sends(a_plan_file(None))
    who.admin.says(who.chat, "2017年图书馆有哪些任务？")
    assert "开展读者满意度调查" in who.chat.wait_for("图书馆").text
    who.admin.says(who.chat, text)
    card = who.chat.wait_for(lambda message: bool(message.labels))
    assert "2011年计划 · 6 项" in card.text
    assert "已记下" in second.text
    who.presses(first, CANCEL["zh"])
    who.admin.says(who.chat, text)
    assert "图书馆 · 2011年" in who.chat.wait_for("2011").text, "no plan waits for its year any more"


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
    assert {"zh": f"文件写的是{year}年", "en": f"The file is for {year}"}[language] in card.text
    for caption, wrong in (("３０１７", 3017), ("1950年计划", 1950)):
        card = who.sends(a_plan_file(year), caption=caption)
        said = {
            "zh": f"“{wrong}”不是计划的年份：应在1990年至2100年之间。",
            "en": f"“{wrong}” is no year of a plan: it is one from 1990 to 2100.",
        }
        assert said[language] in card.text
        assert title.format(year) in who.presses(card, str(year)).text


@LANGUAGES
def test_a_card_says_when_only_the_title_differs(at: dict[str, Uploader], language: str) -> None:
    year, who = a_year(), at[language]
    who.publishes(a_plan_file(year))
    card = who.sends(a_plan_file(year).replace("工作计划".encode(), "重点工作计划".encode()))
    assert {"zh": "各项任务与第 1 版相同", "en": "No item differs from version 1"}[language] in card.text
    assert {"zh": "标题：", "en": "The title: "}[language] in card.text


@LANGUAGES
@pytest.mark.parametrize("caption", [None, "12月要完成什么？"])
@pytest.mark.parametrize("as_file", [False, True])
def test_a_picture_from_an_admin_is_answered_with_what_to_send(
    play: Play, at: dict[str, Uploader], language: str, caption: str | None, as_file: bool
) -> None:
    who, before = at[language], play.server.count("getFile")
    if as_file:
        sent = who.admin.sends_file(who.chat, "plan.png", b"\x89PNG\r\n\x1a\n", caption=caption)
    else:
        sent = who.admin.sends_photo(who.chat, b"a photo", caption=caption)
    said = who.chat.wait_for({"zh": "请把计划作为文件发送", "en": "send the plan itself as a file"}[language])
    assert ({"zh": "不带图片", "en": "without a picture"}[language] in said.text) is bool(caption)
    who.admin.edits(sent, "图书馆12月要完成什么？")
    assert play.is_silent(who.chat)
    assert play.server.count("getFile") == before


@LANGUAGES
@pytest.mark.parametrize("as_file", [False, True])
def test_what_others_write_under_a_picture_is_answered(play: Play, language: str, as_file: bool) -> None:
    bo = play.person(language)
    play.group(bo)
    caption = {"zh": "图书馆12月要完成什么？", "en": "What must 图书馆 finish in December?"}[language]
    if as_file:
        sent = bo.sends_file(bo.private(), "photo.png", b"\x89PNG\r\n\x1a\n", caption=caption)
    else:
        sent = bo.sends_photo(bo.private(), b"a photo", caption=caption)
    bo.private().wait_for("开展读者满意度调查")
    bo.edits(sent, caption.replace("图书馆", "财务处"))
    bo.private().wait_for("编制明年预算草案")


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
        ("sound.mp3", b"ID3\x04", {"zh": "请把计划另存为", "en": "Save the plan as one of"}),
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
