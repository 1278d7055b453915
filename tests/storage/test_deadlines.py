"""Deadline texts as offices print them, and what they mean."""

from __future__ import annotations

import json
import time
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.deadlines import (
    day_doubt,
    day_doubts,
    find_milestones,
    is_deadline,
    is_deadline_start,
    item_deadline,
    read_deadline,
    spelled,
    unnamed_doubt,
)
from storage.plan import Deadline, DeadlineKind, Occurrence
from tests.examples import a_parsed_item

YEAR = 2017
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


def days(deadline: Deadline) -> list[str]:
    """Give the due days as month and day, with the year only where it is not the plan's."""
    dues = [occurrence.due for occurrence in deadline.occurrences]
    return [f"{due:%m-%d}" if due.year == YEAR else f"{due:%Y-%m-%d}" for due in dues]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("12 月", "12-31"),
        ("12月底", "12-31"),
        ("12月份", "12-31"),
        ("十二月", "12-31"),
        ("１２月", "12-31"),
        ("2018 年 7 月", "2018-07-31"),
        ("18年7月", "2018-07-31"),
        ("二〇一八年七月", "2018-07-31"),
        ("2017.12.31", "12-31"),
        ("2017-12-15 00:00:00", "12-15"),
        ("1 月、4月、8月、12 月", "01-31 04-30 08-31 12-31"),
        ("1、4、8、12月", "01-31 04-30 08-31 12-31"),
        ("6、9、12月底前", "06-30 09-30 12-31"),
        ("4 月 20 日、21 日", "04-20 04-21"),
        ("4月20、21日", "04-20 04-21"),
        ("11月、次年1月、次年3月", "11-30 2018-01-31 2018-03-31"),
        ("10月15日前", "10-15"),
        ("6月底前", "06-30"),
        ("11月中旬前", "11-20"),
        ("截至6月", "06-30"),
        ("不迟于1月15日", "01-15"),
        ("上半年", "06-30"),
        ("年中", "06-30"),
        ("下半年", "12-31"),
        ("上、下半年各一次", "06-30 12-31"),
        ("年底", "12-31"),
        ("年内", "12-31"),
        ("2017 年底", "12-31"),
        ("2017年年底前", "12-31"),
        ("明年底", "2018-12-31"),
        ("到2020年", "2020-12-31"),
        ("三季度", "09-30"),
        ("第 4季度", "12-31"),
        ("Q4", "12-31"),
        ("一、三季度", "03-31 09-30"),
        ("前三季度", "09-30"),
        ("每季度", "03-31 06-30 09-30 12-31"),
        ("每季度末", "03-31 06-30 09-30 12-31"),
        ("按季度通报", "03-31 06-30 09-30 12-31"),
        ("每季度首月10日前", "01-10 04-10 07-10 10-10"),
        ("每半年", "06-30 12-31"),
        ("每年", "12-31"),
        ("每年6月、12月", "06-30 12-31"),
        ("全年，12月底前总结", "12-31"),
        ("2月30日", "02-28"),
    ],
)
def test_a_deadline_falls_due_on_the_last_day_it_names(text: str, due: str) -> None:
    deadline = read_deadline(text, YEAR)
    assert (days(deadline), deadline.kind, deadline.start) == (due.split(), DeadlineKind.BY, None)


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("2-3 月", "2017-02-01", "2017-03-31"),
        ("3至12月", "2017-03-01", "2017-12-31"),
        ("4月—6月", "2017-04-01", "2017-06-30"),
        ("一二月份", "2017-01-01", "2017-02-28"),
        ("一至三季度", "2017-01-01", "2017-09-30"),
        ("2017年12月—2018年3月", "2017-12-01", "2018-03-31"),
        ("2017.12-2018.3", "2017-12-01", "2018-03-31"),
        ("11月-次年2月", "2017-11-01", "2018-02-28"),
        ("11月至2月", "2017-11-01", "2018-02-28"),
        ("4 月上旬", "2017-04-01", "2017-04-10"),
        ("4月中旬", "2017-04-11", "2017-04-20"),
        ("2 月下旬", "2017-02-21", "2017-02-28"),
        ("4月上旬至中旬", "2017-04-01", "2017-04-20"),
        ("4月10-15日", "2017-04-10", "2017-04-15"),
        ("4月15-5月15日", "2017-04-15", "2017-05-15"),
        ("4月28日至3日", "2017-04-28", "2017-05-03"),
        ("3月10日至月底", "2017-03-10", "2017-03-31"),
        ("12.1-12.15", "2017-12-01", "2017-12-15"),
    ],
)
def test_a_window_runs_from_its_first_day_and_falls_due_on_its_last(text: str, start: str, due: str) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(due)
    assert read_deadline(text, YEAR) == Deadline(DeadlineKind.WINDOW, first, (Occurrence(last, first),))


def test_two_windows_are_two_occurrences_with_a_first_day_each() -> None:
    deadline = read_deadline("4-6 月，11-12 月", YEAR)
    assert [(each.start, each.due) for each in deadline.occurrences] == [
        (date(2017, 4, 1), date(2017, 6, 30)),
        (date(2017, 11, 1), date(2017, 12, 31)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全年",
        "持续推进",
        "全年持续推进",
        "长期",
        "长期坚持",
        "常年",
        "常态化推进",
        "贯穿全年",
        "2017年全年",
        "每周",
        "3月起",
        "日常工作",
    ],
)
def test_year_round_work_has_no_due_day_of_its_own(text: str) -> None:
    assert read_deadline(text, YEAR) == Deadline(DeadlineKind.ONGOING)
    assert is_deadline(text)


@pytest.mark.parametrize(
    "text",
    [
        "待定",
        "适时",
        "及时办理",
        "根据人社部统一部署",
        "根据牵头部门统筹安排执行",
        "根据工作进展适时推进",
        "根据国务院、人社部部署",
        "按上级要求",
        "按时间节点",
        "视情况而定",
        "会议召开前",
        "批复后1个月内",
        "3个月内",
    ],
)
def test_vague_words_are_a_deadline_without_a_day(text: str) -> None:
    assert read_deadline(text, YEAR) == Deadline(DeadlineKind.UNDATED)
    assert is_deadline(text)


@pytest.mark.parametrize("text", ["", "  ", "13月", "0月", "第五季度", "2017年13月", "—", "办公室"])
def test_what_is_no_date_is_undated_and_no_deadline(text: str) -> None:
    assert read_deadline(text, YEAR).kind is DeadlineKind.UNDATED
    assert not is_deadline(text)


def test_a_month_with_before_leaves_the_month_out_and_its_end_does_not() -> None:
    assert days(read_deadline("10月前", YEAR)) == ["09-30"]
    assert days(read_deadline("10月底前", YEAR)) == ["10-31"]
    assert days(read_deadline("2018年前", YEAR)) == ["12-31"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7月启动，10月完成", [("07-31", "启动"), ("10-31", "完成")]),
        ("7月启动、10月完成", [("07-31", "启动"), ("10-31", "完成")]),
        ("9月底前完成初稿，12月底前印发", [("09-30", "完成初稿"), ("12-31", "印发")]),
        ("启动（7月），完成（10月）", [("07-31", "启动"), ("10-31", "完成")]),
        ("12月完成", [("12-31", None)]),
        ("4月、10月召开会议", [("04-30", None), ("10-31", None)]),
    ],
)
def test_steps_with_a_date_each_keep_their_words(text: str, expected: list[tuple[str, str | None]]) -> None:
    deadline = read_deadline(text, YEAR)
    assert list(zip(days(deadline), [each.label for each in deadline.occurrences], strict=True)) == expected


def test_february_ends_on_the_29th_in_a_leap_year() -> None:
    assert read_deadline("2月", 2016).occurrences == (Occurrence(date(2016, 2, 29)),)


def test_a_plans_own_year_fills_in_a_month_without_one() -> None:
    assert read_deadline("12 月", 2025).occurrences == (Occurrence(date(2025, 12, 31)),)


@pytest.mark.parametrize(
    "text",
    [
        "2017 年 1 月，已经派出 82 人到外地交流",
        "1-2 月：完成第一期成果整理",
        "12 月。",
        "国际司 12 月",
        "培训中心12月",
        "办公室",
        "工会",
        "配合部门",
        "适时发布。",
        "（3-4月，8月）",
        "4月，11月）",
        "一、加强党的领导",
        "2.",
        "- 3 -",
        "3月召开全市工作会议",
        "持续开展保密检查",
        "根据工作需要，组织开展培训",
        "视频监控系统建设",
    ],
)
def test_measures_departments_and_numbers_are_no_deadlines(text: str) -> None:
    assert not is_deadline(text)


@pytest.mark.parametrize(
    "text",
    [
        "全年持续推",
        "根据牵头部",
        "根据人社部",
        "4 月 20 日、",
        "2018 年 7",
        "1 月、4月、",
        "8月、12",
        "7 月启动，",
        "12 月 10 日",
        "12 月 10",
        "根据工作进",
        "12 月",
    ],
)
def test_the_first_line_of_a_broken_deadline_is_known(text: str) -> None:
    assert is_deadline_start(text)


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "1、",
        "（一）",
        "- 3 -",
        "办公室",
        "工会",
        "视频监控系统建设",
        "依法治校示",
        "4月，11月）",
        "招标中心7",
    ],
)
def test_other_short_lines_begin_no_deadline(text: str) -> None:
    assert not is_deadline_start(text)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("召开工作现场会（2月）", [(None, "2017-02-28", "召开工作现场会")]),
        (
            "组织专题培训（4-6 月，11-12 月）",
            [("2017-04-01", "2017-06-30", "组织专题培训"), ("2017-11-01", "2017-12-31", "组织专题培训")],
        ),
        ("3-5 月：启动第四期试点工作；选择单位。", [("2017-03-01", "2017-05-31", "启动第四期试点工作")]),
        ("1.上半年：摸底。\n2.下半年：整改。", [(None, "2017-06-30", "摸底"), (None, "2017-12-31", "整改")]),
        ("6月底前完成初稿，报局务会。", [(None, "2017-06-30", "完成初稿")]),
        ("印发指引（全年）", []),
        ("今年计划（2018年度）", []),
        ("落实国家宪法日（12月4日）宣传安排", []),
        ("总结上期经验（2016年12月）。", []),
        ("2017 年 1 月，已经派出 82 人，预计于 4 月派出 23 人。", []),
        ("在4月 12 日和4月 21日制作两期特刊。", []),
        ("完善 5-22 月在岗培训体系。", []),
        ("回案审查 2 个月内发出，按月通报。", []),
        ("2016年底前完成的项目要验收。", []),
    ],
)
def test_only_dates_set_for_the_work_are_milestones(
    measure: str, expected: list[tuple[str | None, str, str]]
) -> None:
    found = find_milestones(measure, YEAR)
    assert [
        (each.start and each.start.isoformat(), each.due.isoformat(), each.label) for each in found
    ] == expected


def test_milestones_join_an_items_own_due_days_in_order() -> None:
    deadline = item_deadline("12 月", "召开现场会（2月）；编制报告（12月）", YEAR)
    assert [(each.due.month, each.label) for each in deadline.occurrences] == [
        (2, "召开现场会"),
        (12, None),
        (12, "编制报告"),
    ]
    assert deadline.kind is DeadlineKind.BY


def test_a_milestone_does_not_change_what_a_deadline_text_means() -> None:
    deadline = item_deadline("待定", "召开现场会（2月）", YEAR)
    assert (deadline.kind, days(deadline)) == (DeadlineKind.UNDATED, ["02-28"])


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1990, 2100))
def test_any_range_of_months_is_a_window_of_at_most_a_year(first: int, last: int, year: int) -> None:
    deadline = read_deadline(f"{first}-{last}月", year)
    (occurrence,) = deadline.occurrences
    assert deadline.start == date(year, first, 1)
    assert occurrence.due.month == last
    assert (occurrence.due + timedelta(days=1)).day == 1
    assert timedelta(27) <= occurrence.due - date(year, first, 1) < timedelta(366)


@given(st.integers(1, 12), st.integers(0, 99), st.integers(1990, 2100))
def test_a_day_past_the_months_end_is_its_last_day(month: int, day: int, year: int) -> None:
    (occurrence,) = read_deadline(f"{month}月{day}日前", year).occurrences
    assert occurrence.due == date(year, month, min(max(day, 1), monthrange(year, month)[1]))


@given(
    st.text(
        alphabet="0123456789一二十年月日季度旬上中下半全每底前末初至到、，-—（） 持续推进根据部署次明本第起内Qq.",
        max_size=40,
    )
)
def test_no_text_is_too_odd_to_read(text: str) -> None:
    deadline = read_deadline(text, YEAR)
    dues = [each.due for each in deadline.occurrences]
    assert dues == sorted(dues)
    assert len(set(deadline.occurrences)) == len(dues)
    assert all(each.start is None or each.start <= each.due for each in deadline.occurrences)
    assert (deadline.start is not None) == (deadline.kind is DeadlineKind.WINDOW)
    find_milestones(text, YEAR)
    assert is_deadline_start(text) or not is_deadline(text)


@given(st.text(), st.integers())
def test_any_text_and_year_can_be_read(text: str, year: int) -> None:
    item_deadline(text, text, year)


@pytest.mark.parametrize(
    "hostile",
    ["1月" * 50_000, "一、" * 50_000, "（" * 100_000, "（2月）" * 25_000, "根据" * 50_000, "1-" * 50_000, "3-5月：" * 20_000, " " * 100_000, "1" * 100_000, "年底前" * 33_000, "2017 年 " * 14_000, "1" + " " * 99_999],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_its_length(hostile: str) -> None:
    began = time.perf_counter()
    assert not is_deadline(hostile)
    assert not is_deadline_start(hostile)
    read_deadline(hostile, YEAR)
    find_milestones(hostile, YEAR)
    assert time.perf_counter() - began < 1  # measured: below 0.1 s


KINDS = {
    "range": DeadlineKind.WINDOW, "tenday": DeadlineKind.WINDOW, "year": DeadlineKind.ONGOING,
    "ongoing": DeadlineKind.ONGOING, "tbd": DeadlineKind.UNDATED, "conditional": DeadlineKind.UNDATED,
}  # fmt: skip


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared sample plans are not here")
def test_the_sample_plans_deadlines_read_as_their_gold_says() -> None:
    wrong = []
    for gold in sorted(SAMPLES.glob("*/gold.json")):
        year = json.loads(gold.with_name("meta.json").read_text(encoding="utf-8"))["year"]
        for item in json.loads(gold.read_text(encoding="utf-8")):
            deadline = read_deadline(item["deadline_text"] or "", year)
            last = deadline.occurrences[-1].due.isoformat() if deadline.occurrences else None
            kind = KINDS.get(item["deadline_kind"], DeadlineKind.BY)
            if item["deadline_text"] and (deadline.kind is not kind or item["due"] not in {None, last}):
                wrong.append((gold.parent.name, item["deadline_text"], deadline))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2017/12/1 0:00", "12-01"),
        ("2017-12-01T00:00:00", "12-01"),
        ("2017年12月1日 18:00", "12-01"),
        ("6月(原4月)", "06-30"),
        ("6月（原定4月底）", "06-30"),
    ],
)
def test_a_time_of_day_and_a_former_date_say_nothing(text: str, due: str) -> None:
    assert days(read_deadline(text, YEAR)) == [due]
    assert is_deadline(text)


@pytest.mark.parametrize("text", ["0月5日", "13月"])
def test_a_month_that_no_year_has_is_none(text: str) -> None:
    assert not is_deadline(text)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2017年2月30日", "02-28"),
        ("2月29日", "02-28"),
        ("6月31日", "06-30"),
        ("11月31日前", "11-30"),
        ("2017-02-30", "02-28"),
        ("2.30", "02-28"),
        ("20170230", "02-28"),
        ("3月至11月31日", "11-30"),
        ("2月29日至3月5日", "03-05"),
        ("2月1日-30日", "02-28"),
        ("4月20日、31日", "04-20 04-30"),
        ("6月、11月31日完成", "06-30 11-30"),
    ],
)
def test_a_day_that_its_month_has_not_is_the_last_one_with_a_doubt(text: str, due: str) -> None:
    assert days(read_deadline(text, YEAR)) == due.split()
    assert is_deadline(spelled(text))
    assert day_doubt(text, YEAR) == f"The deadline {text} names a day that does not exist."


@pytest.mark.parametrize(
    ("measure", "due"),
    [
        ("召开现场会（2月30日）。", "02-28"),
        ("11 月 31 日前完成初稿。", "11-30"),
        ("2月29日：启动。", "02-28"),
    ],
)
def test_a_measure_that_sets_such_a_day_is_doubted_too(measure: str, due: str) -> None:
    item = a_parsed_item(measure, deadline_text="")
    assert [f"{each.due:%m-%d}" for each in find_milestones(measure, YEAR)] == [due]
    (doubt,) = day_doubts(item, YEAR)
    assert doubt.startswith("The measure names a day that does not exist: ")
    assert day_doubts(replace(item, measure="完成2016年2月29日启动的工作。"), YEAR) == ()


@pytest.mark.parametrize(
    ("text", "year"),
    [("2月29日", 2020), ("2月29日", None), ("2016年2月29日", YEAR), ("每月31日", YEAR), ("12月31日", YEAR)],
)
def test_a_day_of_the_calendar_is_not_doubted(text: str, year: int | None) -> None:
    assert day_doubt(text, year) is None


@pytest.mark.parametrize("text", ["6.30", "10/15", "20240630", "H2"])
def test_figures_that_may_be_any_number_are_a_deadline_only_in_its_column(text: str) -> None:
    assert not is_deadline(text)
    assert read_deadline(text, YEAR).occurrences


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("11月底前完成，力争10月", ["2017-11-30"]),
        ("6月底前（力争5月）", ["2017-06-30"]),
        ("力争5月完成，确保6月完成", ["2017-06-30"]),
        ("确保11月、力争10月", ["2017-11-30"]),
        ("力争6月", ["2017-06-30"]),
        ("力争5、6月", ["2017-05-31", "2017-06-30"]),
        ("3月启动，力争9月完成", ["2017-03-31", "2017-09-30"]),
        ("力争6月底完成方案，9月底完成建设", ["2017-06-30", "2017-09-30"]),
    ],
)
def test_a_day_that_is_hoped_for_counts_where_no_later_one_is_set(text: str, due: list[str]) -> None:
    assert [str(each.due) for each in read_deadline(text, 2017).occurrences] == due
    assert is_deadline(text)


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("月底前", True),
        ("月末", True),
        ("季末", True),
        ("每月底", False),
        ("6月底前", False),
        ("3月10日至月底", False),
    ],
)
def test_an_end_of_no_month_is_doubted(text: str, doubted: bool) -> None:
    assert (unnamed_doubt(text) is not None) is doubted


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("3月5日上午", "2017-03-05"),
        ("国庆节前", "2017-09-30"),
        ("五一前完成", "2017-04-30"),
        ("2018年七一之前", "2018-06-30"),
        ("3月5日下午3点前", "2017-03-05"),
        ("2017年3月5日9:00", "2017-03-05"),
        ("6-30", "2017-06-30"),
        ("1-31", "2017-01-31"),
        ("(6月)", "2017-06-30"),
        ("暂定6月", "2017-06-30"),
    ],
)
def test_plain_days_in_other_words_are_read(text: str, due: str) -> None:
    assert is_deadline(spelled(text))
    assert [str(each.due) for each in read_deadline(text, 2017).occurrences] == [due]


@pytest.mark.parametrize("text", ["6-9", "1-12", "10-11"])
def test_figures_that_may_be_months_or_a_day_are_neither(text: str) -> None:
    assert not is_deadline(spelled(text))
