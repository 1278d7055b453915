"""What was reported of items stays with what it was reported of, or an admin is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage.comparison import compare_plans
from storage.identity import Reason, match_items
from storage.plan import Status
from storage.progress import is_same_task
from tests.examples import a_parsed_item, an_item
from tests.storage.surroundings import REST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.comparison import Comparison
    from storage.plan import ParsedItem, PlanItem


def item(measure: str, due: str = "2017-06-30", **fields: Any) -> ParsedItem:
    return a_parsed_item(measure, **{"department": "基建处", "work_point": "改善条件", "due": due, **fields})


def published(items: Sequence[ParsedItem], **statuses: Status) -> tuple[PlanItem, ...]:
    """Publish items as 2017-1, 2017-2 …; `p2=Status.DONE` says what was reported of the second."""
    return tuple(
        an_item(**vars(each), code=f"2017-{n}", status=statuses.get(f"p{n}", Status.OPEN))
        for n, each in enumerate(items, 1)
    )


def compared(
    old: Sequence[PlanItem], *new: ParsedItem, gone: Sequence[PlanItem] = (), **decided: str | None
) -> Comparison:
    return compare_plans(old, gone, new, {int(at[1:]): code for at, code in decided.items()})


OTHER_TASKS = [
    ("上半年完成新图书馆主体工程建设", "下半年启动新体育馆主体工程建设"),
    ("采购计算机200台并安装到各教学楼", "采购投影仪200台并安装到各教学楼"),
    ("制定校园停车管理办法并印发执行", "制定校园宿舍管理办法并印发执行"),
    ("编制2017年决算并向社会公开", "编制2018年决算并向社会公开"),
    ("培训骨干教师200人次", "培训骨干教师300人次"),
    ("新建绿地1.5万平方米", "新建绿地15万平方米"),
    ("达标率提高到95%以上", "达标率提高到95‰以上"),
    ("选派3-5人赴乡村学校支教", "选派35人赴乡村学校支教"),
    ("粉刷1、2号楼外墙和楼道", "粉刷12号楼外墙和楼道"),
    ("完成东校区供水管道改造", "启动东校区供水管道改造"),
    ("召开第一季度工作例会", "召开第二季度工作例会"),
    ("完成馆藏古籍数据库建设", "完成馆藏古籍数据库建设，通过省级验收"),
    ("完成馆藏古籍数据库建设，通过省级验收", "完成馆藏古籍数据库建设"),
]
TRIFLES = [
    ("报送年度决算报表", "及时报送年度决算报表"),
    ("召开全校教学工作会议", "组织召开全校教学工作会议。"),
    ("3.修订财务、资产管理办法", "（五）修订财务和资产管理办法；"),
    ("受理PCT申请100件（含复审）", "受理 ＰＣＴ 申请 100 件(含复审)"),
    ("选派3-5人到乡村学校支教", "选派 3—5 人到乡村学校支教"),
    ("加强队伍建设，完成200人轮训", "进一步加强队伍建设，按期完成200人的轮训"),
]


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.DONE])
@pytest.mark.parametrize(("before", "after"), OTHER_TASKS)
def test_progress_does_not_go_to_other_words_without_a_question(
    before: str, after: str, status: Status
) -> None:
    old = published((*REST[:3], item(before), *REST[3:]), p4=status)
    comparison = compared(old, *REST[:3], item(after, "2017-12-31"), *REST[3:])
    asked = [(match.before.code, match.place) for match in comparison.diff.doubtful]
    dropped = [each.item.code for each in comparison.diff.dropped]
    assert asked == [("2017-4", 3)] or dropped == ["2017-4"]
    assert (comparison.codes[3] is None) == ("2017-4" in dropped)


@pytest.mark.parametrize(("before", "after"), OTHER_TASKS)
def test_what_nobody_has_reported_of_is_not_asked_about_for_that(before: str, after: str) -> None:
    old = published((*REST[:3], item(before), *REST[3:]))
    doubts = compared(old, *REST[:3], item(after), *REST[3:]).diff.doubtful
    assert Reason.PROGRESS not in {match.reason for match in doubts}


@pytest.mark.parametrize(("before", "after"), TRIFLES)
def test_progress_stays_over_trifles(before: str, after: str) -> None:
    old = published((*REST[:3], item(before), *REST[3:]), p4=Status.DONE)
    comparison = compared(old, *REST[:3], item(after, "2017-09-30", department="总务处"), *REST[3:])
    assert comparison.codes[3] == "2017-4"
    assert comparison.diff.doubtful == ()


@pytest.mark.parametrize("field", ["work_point", "group"])
def test_a_short_measure_is_about_what_it_stands_under(field: str) -> None:
    elsewhere = {field: "平安校园"}
    short, long = "召开总结会议", "完成档案数字化项目验收，移交市档案馆"
    assert not is_same_task(item(short), item(short, **elsewhere))
    assert is_same_task(item(long), item(long, **elsewhere))


def test_of_what_stands_often_each_is_its_department_s_own() -> None:
    """The words are the same, and so little is known of whose they are now."""
    often = "每季度汇总各项保障任务的进展情况，报送分管领导"
    one, two = (
        item(often, department="后勤处", work_point="甲"),
        item(often, department="保卫处", work_point="乙"),
    )
    three = item(often, department="图书馆", work_point="丙")
    old = published((*REST[:3], one, two, *REST[3:]), p4=Status.DONE)
    comparison = compared(old, *REST[:3], three, two, *REST[3:])
    assert comparison.codes[3] is None or [match.place for match in comparison.diff.doubtful] == [3]
    assert compared(old, *REST[:3], two, one, *REST[3:]).diff.doubtful == ()


def test_a_decision_settles_whose_progress_it_is() -> None:
    old = published((*REST[:3], item(OTHER_TASKS[1][0]), *REST[3:]), p4=Status.DONE)
    new = (*REST[:3], item(OTHER_TASKS[1][1]), *REST[3:])
    same, other = compared(old, *new, p3="2017-4"), compared(old, *new, p3=None)
    assert (same.codes[3], same.diff.doubtful, same.diff.dropped) == ("2017-4", (), ())
    assert (other.codes[3], other.diff.doubtful) == (None, ())
    assert [each.item.code for each in other.diff.dropped] == ["2017-4"]


# -- merged and split ---------------------------------------------------------------------------------------

GREATER, LESSER = "分批组织校长到先进地区跟岗学习，建立培训档案", "编制教师培训年度方案"


@pytest.mark.parametrize(
    ("statuses", "holder"),
    [
        ((Status.DONE, Status.OPEN), "2017-5"),
        ((Status.OPEN, Status.DONE), "2017-4"),
        ((Status.DONE, Status.IN_PROGRESS), "2017-5"),
        ((Status.DONE_CLAIMED, Status.DONE), "2017-4"),
    ],
)
def test_of_merged_items_the_least_advanced_stays_and_it_is_asked(
    statuses: tuple[Status, Status], holder: str
) -> None:
    parts = [item(GREATER), item(LESSER)]
    old = published((*REST[:3], *parts, *REST[3:]), p4=statuses[0], p5=statuses[1])
    new = (*REST[:3], item(f"{LESSER}；{GREATER}"), *REST[3:])
    comparison = compared(old, *new)
    other = ({"2017-4", "2017-5"} - {holder}).pop()
    assert comparison.codes[3] == holder
    (doubt,) = comparison.diff.doubtful
    assert (doubt.reason, [each.code for each in doubt.choices]) == (Reason.MERGED, [holder, other])
    (dropped,) = comparison.diff.dropped
    assert (dropped.item.code, dropped.merged_into) == (other, holder)
    decided = compared(old, *new, p3=other)
    assert (decided.codes[3], decided.diff.doubtful) == (other, ())
    assert [(each.item.code, each.merged_into) for each in decided.diff.dropped] == [(holder, other)]


@pytest.mark.parametrize("status", [Status.OPEN, Status.DONE])
def test_what_is_merged_with_its_like_is_not_asked_about(status: Status) -> None:
    old = published((*REST[:3], item(GREATER), item(LESSER), *REST[3:]), p4=status, p5=status)
    comparison = compared(old, *REST[:3], item(f"{LESSER}；{GREATER}"), *REST[3:])
    assert (comparison.codes[3], comparison.diff.doubtful) == ("2017-4", ())


def test_what_is_split_off_a_done_item_begins_anew_and_it_is_asked() -> None:
    old = published((*REST[:3], item(f"{LESSER}，{GREATER}"), *REST[3:]), p4=Status.DONE)
    comparison = compared(old, *REST[:3], item(LESSER), item(GREATER), *REST[3:])
    assert comparison.codes[3:5] == (None, "2017-4")
    assert [(match.place, match.reason) for match in comparison.diff.doubtful] == [(4, Reason.SPLIT)]
    (added,) = comparison.diff.added
    assert (added.split_from, added.whole) == ("2017-4", old[3])


# -- dropped, and back --------------------------------------------------------------------------------------


def test_progress_comes_back_to_what_returns_in_other_words() -> None:
    gone = published((*REST[:3], item("向上级主管部门报送年度决算报表")), p4=Status.DONE)[3:]
    comparison = compared(
        published(REST[:3]), *REST[:3], item("及时向上级主管部门报送年度决算报表"), gone=gone
    )
    assert comparison.codes == ("2017-1", "2017-2", "2017-3", "2017-4")
    (added,) = comparison.diff.added
    assert (added.back, comparison.diff.doubtful) == (gone[0], ())


def test_what_was_gone_comes_back_in_its_very_words_however_like_it_another_item_is() -> None:
    east, west = item("完成东区学生食堂改造工程并通过验收"), item("完成西区学生宿舍改造工程并通过验收")
    gone = published((*REST[:3], east), p4=Status.DONE)[3:]
    now = (*published(REST[:3]), replace(published([west])[0], code="2017-5"))
    comparison = compared(now, *REST[:3], east, gone=gone)
    assert comparison.codes == ("2017-1", "2017-2", "2017-3", "2017-4")
    assert [dropped.item.code for dropped in comparison.diff.dropped] == ["2017-5"]
    assert compared(now, *REST[:3], west, gone=gone).codes[3] == "2017-5"
    assert compared(now, *REST[:3], east, gone=gone, p3="2017-5").codes[3] == "2017-5"
    assert compared(now, *REST[:3], east, gone=gone, p3=None).codes[3] is None


def test_taking_a_merge_back_by_file_gives_each_its_own_again() -> None:
    done, open_ = (
        item("完成馆藏古籍数据库一期建设并通过验收"),
        item("面向在校读者开展满意度问卷调查并公布结果"),
    )
    both = item(f"{open_.measure}；{done.measure}")
    first = published((*REST[:3], done, open_), p4=Status.DONE)
    now = (*first[:3], replace(published([both])[0], code="2017-5"))
    assert compared(now, *REST[:3], done, open_, gone=first[3:4]).codes[3:] == ("2017-4", "2017-5")


@pytest.mark.parametrize("decided", [{}, {"p3": "2017-9"}, {"p3": None}])
def test_what_may_have_come_back_with_progress_is_asked_about(decided: dict[str, str | None]) -> None:
    gone = (replace(published([item(OTHER_TASKS[1][0])])[0], code="2017-9", status=Status.DONE),)
    new = (*REST[:3], item(OTHER_TASKS[1][1]))
    comparison = compared(published(REST[:3]), *new, gone=gone, **decided)
    asked = [(match.before.code, match.place, match.returns) for match in comparison.diff.doubtful]
    assert asked == ([] if decided else [("2017-9", 3, True)])
    assert comparison.codes[3] == decided.get("p3", "2017-9")


# -- an outline and its table -------------------------------------------------------------------------------


def test_a_table_keeps_the_items_of_the_outline_before_it() -> None:
    """An outline names neither departments nor dates, and its points stand under themselves."""
    points = (
        "修订全部专业的教学大纲并报校长办公会审定",
        "组织新任教师参加暑期集中培训",
        "完成馆藏古籍数据库一期建设",
    )
    old = [
        a_parsed_item(
            f"（{'一二三'[n]}）{point}，确保质量。", work_point=f"（{'一二三'[n]}）{point}，确保质量",
            section="一、教学工作", departments=(), deadline_text="",
        )
        for n, point in enumerate(points)
    ]  # fmt: skip
    new = [item(f"{point}。", work_point="加强内涵", section="") for point in points]
    assert match_items(old, new).pairs == ((0, 0), (1, 1), (2, 2))
    assert match_items(old[:1], new[:1]).pairs == ((0, 0),)
