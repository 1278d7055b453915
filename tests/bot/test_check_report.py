"""The findings of a checked plan file, as a person at a terminal reads them."""

from __future__ import annotations

from bot.catalogue import catalogue
from bot.check_report import SHOWN, check_json, check_report
from bot.plan_report import publication_report
from bot.question import Language
from storage.lint import lint
from storage.plan import Publication, Source
from tests.examples import a_parsed_item, a_plan

CHINESE, ENGLISH = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)


def test_one_sentence_is_said_once_with_all_its_places() -> None:
    plan = a_plan(
        a_parsed_item("编制计划。", due="2017-12-31", source=Source(line=3)),
        a_parsed_item("组织培训。", deadline_text="", source=Source(line=5)),
        a_parsed_item("评估成效。", deadline_text="待定", source=Source(line=7)),
        a_parsed_item("总结经验。", deadline_text="", source=Source(line=9)),
        title="2017 年工作计划",
    )
    assert check_report(plan, lint(plan), ENGLISH).split("\n\n")[1] == (
        "About deadlines: 3\n"
        "  No deadline is given.\n"
        "      line 5 · 组织培训。\n"
        "      line 9 · 总结经验。\n"
        "  The deadline 待定 names no day.\n"
        "      line 7 · 评估成效。"
    )
    assert "  完成时间“待定”没有确定的日期。\n      第 7 行 · 评估成效。" in check_report(
        plan, lint(plan), CHINESE
    )


def test_of_many_places_some_are_named() -> None:
    items = [
        a_parsed_item(f"第{number}项。", due="2017-12-31", departments=()) for number in range(SHOWN + 7)
    ]
    plan = a_plan(a_parsed_item("编制计划。", due="2017-12-31"), *items)
    assert "… and 7 more" in check_report(plan, lint(plan), ENGLISH)


def test_a_plan_without_findings_says_so() -> None:
    plan = a_plan(a_parsed_item(due="2017-12-31"))
    assert check_report(plan, (), ENGLISH).endswith("Nothing was found that needs a look.")


def test_what_is_about_the_file_comes_first() -> None:
    plan = a_plan(a_parsed_item("", due="2017-12-31"), year=None)
    parts = check_report(plan, lint(plan), ENGLISH).split("\n\n")
    assert parts[1:] == [
        "About the whole file: 1\n  warning · the file · The file names no year.",
        "About measures: 1\n  The measure is empty.\n      the file · ",
    ]


def test_findings_for_programs_name_item_and_field() -> None:
    plan = a_plan(a_parsed_item(due="2017-12-31"), a_parsed_item("培训。", deadline_text="待定"), year=None)
    told = check_json(plan, lint(plan))
    assert told["plan"] == {"year": None, "title": "年度工作计划", "kind": "table", "items": 2}
    assert [(each["kind"], each["item"], each["field"]) for each in told["findings"]] == [
        ("problem", None, None),
        ("deadline", 1, "deadline"),
    ]


def test_a_version_in_which_no_item_changed_says_so() -> None:
    done = Publication(year=2017, version=2, items=5)
    assert publication_report(done, ENGLISH).startswith(
        "Plan 2017, version 2: 5 items, none added, changed or dropped."
    )
    assert "没有新增、改动或删去" in publication_report(done, CHINESE)
