"""What a chat is told of a new version of the plan: when, who and what, before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot.catalogue import catalogue
from bot.change_news import time_text
from bot.html import LONGEST
from bot.question import Language
from bot.reminders import reminder_pages, reminder_text
from scheduler.reminder import Change, Reminder
from scheduler.rules.change import PlanChange, changes
from scheduler.sending import Bundle
from scheduler.working_days import china
from storage.plan import Occurrence, PlanVersion
from tests.examples import NOW, a_deadline, an_item, numbered
from tests.scheduler.plans import a_subscription, at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.plan import Deadline, PlanItem
    from storage.subscription import Subscription

ZH, EN = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
ALL, TEACHING, LIBRARY = a_subscription(), a_subscription(1, "教务处"), a_subscription(1, "图书馆")
ITEM = an_item("完成教学楼设备的清点和报废工作。", due="2017-12-15", code="2017-9")
VERSION = PlanVersion(number=3, published_at=NOW, file_name="工作计划（三稿）.xlsx", sha256="0", items=9)


def _bundle(
    before: Iterable[PlanItem],
    after: Iterable[PlanItem],
    subscription: Subscription = TEACHING,
    **of_version: Any,
) -> Bundle:
    """Return what is told of a third version to a chat that was told of the second."""
    change = PlanChange(year=2017, since=2, version=3, before=tuple(before), after=tuple(after))
    published = replace(VERSION, **of_version)
    said = changes(change, subscription, at("2017-11-20"))
    return Bundle(subscription.address, at("2017-11-20"), tuple(_published(said, published)))


def _published(said: Iterable[Reminder], version: PlanVersion) -> Iterable[Reminder]:
    for each in said:
        assert isinstance(each.change, Change)
        yield replace(each, change=replace(each.change, published=version))


def _row(before: PlanItem, after: PlanItem, subscription: Subscription, words: object = ZH) -> str:
    """Return the last line of what is told of one item, after its measure."""
    text = reminder_text(_bundle([before], [after], subscription), words, china())  # type: ignore[arg-type]
    return text.splitlines()[-1].removeprefix(f"2017-9 {ITEM.measure}").removeprefix(" · ")


# -- the whole message --------------------------------------------------------------------------------------

PLAN = numbered(
    [
        an_item("编制年度培训计划并组织实施。", due="2017-12-29"),
        an_item("修订专业培养方案。", due="2017-11-30"),
        an_item("建设古籍数据库。", due="2017-12-31"),
        an_item("举办校史展览。", due="2017-12-31"),
    ]
)
NEXT = (
    replace(PLAN[0], deadline=a_deadline("2017-12-08")),
    replace(PLAN[1], deadline=a_deadline("2017-12-20")),
    replace(PLAN[2], departments=("图书馆",)),
    an_item("召开教学工作总结大会。", due="2017-12-20", code="2017-5"),
)


def test_a_message_opens_with_the_new_version_and_counts_and_goes_from_earlier_to_gone() -> None:
    assert reminder_text(_bundle(PLAN, NEXT), ZH, china()).splitlines() == [
        "2017年计划有更新 · 教务处 · 2017年11月20日",
        "2017年计划，第 3 版 · 2017年11月20日 09:30 发布 · 工作计划（三稿）.xlsx",
        "涉及所订阅部门的变动 5 项：提前 1、新增 1、调整日期 1、转出 1、删去 1",
        "",
        "到期日提前：1 项",
        "2017-1 编制年度培训计划并组织实施。 · 12月29日 → 12月8日",
        "",
        "计划新增：1 项",
        "2017-5 召开教学工作总结大会。 · 12月20日",
        "",
        "到期日调整：1 项",
        "2017-2 修订专业培养方案。 · 11月30日 → 12月20日",
        "",
        "不再由本部门承担（仍在计划中）：1 项",
        "2017-3 建设古籍数据库。 · 现由图书馆负责",
        "",
        "计划删去：1 项",
        "2017-4 举办校史展览。 · 12月31日",
    ]


def test_a_message_says_the_same_in_english() -> None:
    lines = reminder_text(_bundle(PLAN, NEXT, LIBRARY), EN, china()).splitlines()
    assert lines == [
        "The plan 2017 has changed · 图书馆 · 20 Nov 2017",
        "Plan 2017, version 3 · published 20 Nov 2017 09:30 · 工作计划（三稿）.xlsx",
        "",
        "Newly yours, in the plan before: 1 item",
        "2017-3 建设古籍数据库。 · 31 Dec · was 教务处's",
    ]


@pytest.mark.parametrize(
    ("of_version", "said"),
    [
        ({"restored_from": 1}, "2017年11月20日 09:30 发布 · 回退到第 1 版"),
        (
            {"number": 5},
            "第 5 版 · 2017年11月20日 09:30 发布 · 工作计划（三稿）.xlsx · 含第 2 版以来的全部变动",
        ),
    ],
)
def test_it_is_said_which_version_is_compared_with_which(of_version: dict[str, Any], said: str) -> None:
    assert said in reminder_text(_bundle(PLAN, NEXT, **of_version), ZH, china()).splitlines()[1]


def test_what_is_sent_late_says_so_in_the_first_line() -> None:
    bundle = replace(_bundle(PLAN, NEXT), at=at("2017-11-22"))
    first = reminder_text(bundle, ZH, china()).splitlines()[0]
    assert first == "2017年计划有更新（补发） · 教务处 · 2017年11月22日"


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_a_very_long_message_names_all_and_says_how_to_see_them(words: Any) -> None:
    before = [
        an_item(f"第{n}号档案归档入库并通报", due="2017-12-31", code=f"2017-{n}") for n in range(1, 401)
    ]
    after = [replace(item, deadline=a_deadline("2017-12-08")) for item in before]
    pages = reminder_pages(_bundle(before, after), words, china(), 3)
    assert len(pages) == 3
    assert all(len(page.text) < LONGEST * 2 for page in pages)
    assert [code for page in pages for code in page.codes] == [item.code for item in before]
    assert {page.text.splitlines()[0] for page in pages} == {pages[0].text.splitlines()[0]}
    assert "/ask" in pages[-1].text
    assert {"zh": "其余", "en": "more, by their codes"}[words.language] in pages[-1].text


# -- when ---------------------------------------------------------------------------------------------------

MEETING = Occurrence(date(2017, 6, 30), label="召开现场会")


@pytest.mark.parametrize(
    ("deadline", "printed", "zh", "en"),
    [
        (a_deadline("2017-11-30"), "11月", "11月30日", "30 Nov"),
        (a_deadline("2018-01-31"), "2018年1月", "2018年1月31日", "31 Jan 2018"),
        (a_deadline(["2017-04-30", "2017-08-31"]), "4月、8月", "4月30日、8月31日", "30 Apr, 31 Aug"),
        (
            a_deadline([date(2017, month, 28) for month in range(1, 13)]),
            "每月",
            "1月28日、2月28日、3月28日等共 12 个日期",
            "28 Jan, 28 Feb, 28 Mar and more, 12 days in all",
        ),
        (
            a_deadline([MEETING, "2017-12-31"]),
            "12月",
            "6月30日（召开现场会）、12月31日",
            "30 Jun (召开现场会), 31 Dec",
        ),
        (a_deadline(ongoing=True), "长期", "全年", "all year round"),
        (a_deadline([MEETING], ongoing=True), "全年", "全年、6月30日（召开现场会）",
         "all year round, 30 Jun (召开现场会)"),
        (a_deadline(), "待定", "计划未定日期（“待定”）", "no date in the plan (“待定”)"),
        (a_deadline(), "", "计划未定日期", "no date in the plan"),
    ],
)  # fmt: skip
def test_each_kind_of_deadline_is_said_as_what_it_is(
    deadline: Deadline, printed: str, zh: str, en: str
) -> None:
    item = replace(ITEM, deadline=deadline, deadline_text=printed)
    assert (time_text(item, ZH), time_text(item, EN)) == (zh, en)


QUARTERS = ["2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2017-12-29", "2017-12-08", "12月29日 → 12月8日"),
        ("2017-12-08", "2018-01-31", "12月8日 → 2018年1月31日"),
        (None, "2017-12-08", "全年 → 12月8日"),
        ("2017-12-08", None, "12月8日 → 全年"),
        (QUARTERS, [*QUARTERS[:2], "2017-10-31", QUARTERS[3]], "9月30日 → 10月31日（其余 3 个日期不变）"),
        (QUARTERS, QUARTERS[1:], "取消 3月31日（其余 3 个日期不变）"),
        (QUARTERS[1:], QUARTERS, "新增 3月31日（其余 3 个日期不变）"),
        (QUARTERS[:2], QUARTERS[2:], "3月31日、6月30日 → 9月30日、12月31日"),
    ],
)
def test_another_time_is_said_before_and_after(before: Any, after: Any, said: str) -> None:
    one, other = (replace(ITEM, deadline=a_deadline(due, ongoing=due is None)) for due in (before, after))
    assert _row(one, other, TEACHING) == said


# -- who ----------------------------------------------------------------------------------------------------


def _whose(*departments: str, assisting: tuple[str, ...] = ()) -> PlanItem:
    return replace(ITEM, departments=departments, assisting=assisting)


OURS, THEIRS = _whose("教务处"), _whose("图书馆")
HELPED = _whose("教务处", "图书馆", assisting=("图书馆",))
DAY = "12月15日"


@pytest.mark.parametrize(
    ("before", "after", "subscription", "said"),
    [
        (OURS, THEIRS, TEACHING, "现由图书馆负责"),
        (OURS, THEIRS, LIBRARY, f"{DAY} · 原由教务处负责"),
        (OURS, THEIRS, ALL, f"{DAY} · 责任单位：教务处 → 图书馆"),
        (OURS, _whose(), TEACHING, "现无责任单位"),
        (_whose(), OURS, TEACHING, f"{DAY} · 原无责任单位"),
        (OURS, HELPED, LIBRARY, f"{DAY} · 责任单位：教务处 · 配合"),
        (HELPED, OURS, LIBRARY, "此前为配合 · 责任单位：教务处"),
        (OURS, HELPED, TEACHING, f"{DAY} · 配合单位：无 → 图书馆"),
        (OURS, _whose("教务处", "图书馆"), LIBRARY, f"{DAY} · 原由教务处负责 · 与教务处共同负责"),
        (
            HELPED,
            _whose("教务处", "图书馆"),
            LIBRARY,
            f"{DAY} · 本部门由配合改为负责 · 责任单位：教务处 → 教务处、图书馆",
        ),
        (
            HELPED,
            _whose("图书馆", "教务处", assisting=("教务处",)),
            TEACHING,
            f"{DAY} · 本部门由负责改为配合 · 责任单位：教务处 → 图书馆 · 配合单位：图书馆 → 教务处",
        ),
        (
            OURS,
            replace(THEIRS, deadline=a_deadline("2017-12-08")),
            LIBRARY,
            "12月15日 → 12月8日 · 原由教务处负责",
        ),
    ],
)
def test_other_departments_are_said_as_the_chat_sees_them(
    before: PlanItem, after: PlanItem, subscription: Subscription, said: str
) -> None:
    assert _row(before, after, subscription) == said


@pytest.mark.parametrize(
    ("before", "after", "subscription", "said"),
    [
        (OURS, THEIRS, TEACHING, "now 图书馆's"),
        (OURS, THEIRS, LIBRARY, "15 Dec · was 教务处's"),
        (OURS, THEIRS, ALL, "15 Dec · Responsible: 教务处 → 图书馆"),
        (HELPED, _whose("图书馆"), LIBRARY,
         "15 Dec · to answer for it now, not only to assist · Responsible: 教务处 → 图书馆"),
    ],
)  # fmt: skip
def test_other_departments_are_said_in_english(
    before: PlanItem, after: PlanItem, subscription: Subscription, said: str
) -> None:
    assert _row(before, after, subscription, EN) == said


# -- with which other items ---------------------------------------------------------------------------------

PART = an_item("清理过期药品并登记造册上报。", due="2017-12-15", code="2017-12")
WHOLE = replace(ITEM, measure=ITEM.measure + PART.measure)


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        ([WHOLE], [ITEM, PART], ("拆自 2017-9", "拆出 2017-12"), ("was part of 2017-9", "part of it is now 2017-12")),
        (
            [ITEM, PART],
            [WHOLE],
            ("现包含原 2017-12", "并入 2017-9"),
            ("now holds 2017-12 as well", "now part of 2017-9"),
        ),
    ],
    ids=["split", "merged"],
)  # fmt: skip
def test_what_was_split_or_merged_says_with_what(
    before: list[PlanItem], after: list[PlanItem], zh: tuple[str, str], en: tuple[str, str]
) -> None:
    for words, said in ((ZH, zh), (EN, en)):
        lines = reminder_text(_bundle(before, after), words, china()).splitlines()
        rows = [line for line in lines if line.startswith("2017-")]
        assert tuple(row.rsplit(" · ", 1)[-1] for row in rows) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([WHOLE], [ITEM, replace(PART, departments=("图书馆",))], "拆出 2017-12（图书馆）"),
        ([replace(ITEM, departments=("图书馆",)), PART], [replace(WHOLE, departments=("图书馆",))],
         "并入 2017-9（图书馆）"),
    ],
    ids=["split", "merged"],
)  # fmt: skip
def test_what_goes_to_another_departments_item_says_whose_it_is(
    before: list[PlanItem], after: list[PlanItem], said: str
) -> None:
    text = reminder_text(_bundle(before, after), ZH, china())
    assert text.splitlines()[-1].endswith(f" · {DAY} · {said}")
    assert text.count("\n2017-") == 1
