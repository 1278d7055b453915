"""A table of values is read under whatever name it comes, and a plan's year is the likeliest that it names."""

from __future__ import annotations

import pytest

from storage.errors import UnreadableFileError
from storage.formats.titles import find_year_and_title
from storage.parsing import parse_plan

ROWS = [
    ["某局2021年计划", "", "", ""],
    ["工作要点", "具体措施", "责任单位", "完成时限"],
    ["抓好学习", "开展调研", "办公室", "3月"],
    ["抓好宣传", "制作展板", "宣传处", "4月"],
]


def a_table(separator: str, title: str = "某局2021年计划", when: str = "4月") -> str:
    rows = [[title, "", "", ""], *ROWS[1:-1], [*ROWS[-1][:-1], when]]
    return "\n".join(separator.join(row) for row in rows)


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_table_of_values_is_one_under_the_name_of_a_text(separator: str, encoding: str) -> None:
    plan = parse_plan(a_table(separator).encode(encoding), "plan.txt")
    assert [(item.measure, item.departments, item.deadline_text) for item in plan.items] == [
        ("开展调研", ("办公室",), "3月"),
        ("制作展板", ("宣传处",), "4月"),
    ]


def test_prose_with_commas_is_no_table() -> None:
    text = "本表列出任务,措施,部门,时限\n请各处室认真阅读,按时上报。\n完\n"
    with pytest.raises(UnreadableFileError):
        parse_plan(text.encode(), "plan.txt")


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("“十四五”规划（2021—2025年）2024年度任务分解", 2024),
        ("2023年工作总结和2024年工作计划", 2024),
        ("2024-2025学年第一学期工作安排", 2024),
        ("落实2023年全会精神2024年任务清单", 2024),
        ("某局2024年贯彻落实工作方案", 2024),
        ("关于落实2023年12月会议精神的工作任务表", None),
    ],
)
def test_the_year_of_a_title_is_the_one_that_is_planned(title: str, year: int | None) -> None:
    assert find_year_and_title([title]) == (year, title)


@pytest.mark.parametrize("title", ["2023年工作总结和2024年工作计划", "2024-2025学年第一学期工作安排"])
def test_a_title_with_several_years_is_told_of(title: str) -> None:
    plan = parse_plan(a_table(",", title).encode(), "plan.csv")
    assert plan.year == 2024
    assert "several years" in plan.problems[0].message


def test_the_only_year_of_the_deadlines_is_the_plans_where_no_title_names_one() -> None:
    plan = parse_plan(a_table(",", "某局工作计划", "2024年4月").encode(), "plan.csv")
    assert plan.year == 2024
    assert [str(item.deadline.occurrences[0].due) for item in plan.items] == ["2024-03-31", "2024-04-30"]
    assert "2024" in plan.problems[0].message
