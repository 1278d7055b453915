"""A department cell is taken apart into names, and who of them only helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.department_names import department_likeness, doubtful_names, read_departments


@pytest.mark.parametrize(
    ("paragraphs", "names", "assisting"),
    [
        (["办公室"], ("办公室",), ()),
        (["机关党委", "工会", "团委"], ("机关党委", "工会", "团委"), ()),
        (["自动化部、国际司"], ("自动化部", "国际司"), ()),
        (["办公室，人事处；财务处/审计处"], ("办公室", "人事处", "财务处", "审计处"), ()),
        (
            ["牵头：门诊部", "配合：医保办公室、各临床科室"],
            ("门诊部", "医保办公室", "各临床科室"),
            ("医保办公室", "各临床科室"),
        ),
        (["责任单位：人事处"], ("人事处",), ()),
        (["信息科（牵头）、医务科（配合）"], ("信息科", "医务科"), ("医务科",)),
        (["业务处牵头，编研处、办公室配合"], ("业务处", "编研处", "办公室"), ("编研处", "办公室")),
        (["业务处牵头编研处、办公室配合"], ("业务处", "编研处", "办公室"), ("编研处", "办公室")),
        (["业务处牵头"], ("业务处",), ()),
        (["由业务处负责"], ("业务处",), ()),
        (["由业务处牵头，编研处、办公室配合"], ("业务处", "编研处", "办公室"), ("编研处", "办公室")),
        (["业务处、编研处牵头"], ("业务处", "编研处"), ()),
        (["业务处（牵头），编研处配合"], ("业务处", "编研处"), ("编研处",)),
        (["业务处（牵头）、编研处、办公室协助"], ("业务处", "编研处", "办公室"), ("编研处", "办公室")),
        (["教育局（牵头），住建局、财政局（配合）"], ("教育局", "住建局", "财政局"), ("住建局", "财政局")),
        (["教育局【牵头】、住建局【配合】"], ("教育局", "住建局"), ("住建局",)),
        (["教育局(牵头)住建局(配合)"], ("教育局", "住建局"), ("住建局",)),
        (["教育局（住建局、财政局配合）"], ("教育局", "住建局", "财政局"), ("住建局", "财政局")),
        (["教育局会同住建局"], ("教育局", "住建局"), ("住建局",)),
        (["教育局为主，住建局协助"], ("教育局", "住建局"), ("住建局",)),
        (["牵头部门教育局，配合部门住建局"], ("教育局", "住建局"), ("住建局",)),
        (["教育局牵头，住建局和财政局配合"], ("教育局", "住建局", "财政局"), ("住建局", "财政局")),
        (["发改委、财政局按职责分工负责"], ("发改委", "财政局"), ()),
        (["各处室分别负责"], ("各处室",), ()),
        (["★教育局", "住建局*"], ("教育局", "住建局"), ()),
        (["1.教育局2.住建局"], ("教育局", "住建局"), ()),
        (["市发展和改革", "委员会"], ("市发展和改革委员会",), ()),
        (["信息", "中心"], ("信息中心",), ()),
        (["人事处", "办公室"], ("人事处", "办公室"), ()),
        (["市残疾人联合会、财务与审计处"], ("市残疾人联合会", "财务与审计处"), ()),
        (["展览馆（配合：信息中心）"], ("展览馆", "信息中心"), ("信息中心",)),
        (["业务处", "（配合单位：办公室）"], ("业务处", "办公室"), ("办公室",)),
        (["审协北京中心 "], ("审协北京中心",), ()),
        (["办公室、办公室"], ("办公室",), ()),
        ([""], (), ()),
    ],
)
def test_a_cell_is_taken_apart(
    paragraphs: list[str], names: tuple[str, ...], assisting: tuple[str, ...]
) -> None:
    cell = read_departments(paragraphs)
    assert cell.names == names
    assert cell.assisting == assisting


def test_a_cell_of_helpers_holds_helpers_unless_marked() -> None:
    cell = read_departments(["工会、团委（牵头）"], assisting=True)
    assert cell.assisting == ("工会",)


@given(st.lists(st.text(max_size=40), max_size=4))
def test_helpers_are_always_among_the_names(paragraphs: list[str]) -> None:
    cell = read_departments(paragraphs)
    assert set(cell.assisting) <= set(cell.names)
    assert len(set(cell.names)) == len(cell.names)


@pytest.mark.parametrize(
    "text", ["办公室", "审协北京中心", "自动化部、国际司", "牵头：药学部", "信息科（牵头）"]
)
def test_names_look_like_names(text: str) -> None:
    assert department_likeness(text) == 1.0


@pytest.mark.parametrize("text", ["举办业务培训班。", "12 月", "", "完善《审查指南》"])
def test_other_text_does_not(text: str) -> None:
    assert department_likeness(text) < 0.5


def test_who_is_said_to_lead_is_no_helper() -> None:
    assert read_departments(["业务处牵头"], assisting=True).assisting == ()


@pytest.mark.parametrize("name", ["由业务处", "业务处组织实施", "业务处（含分部）", "办公室等"])
def test_what_is_more_than_a_name_is_doubted(name: str) -> None:
    assert list(doubtful_names([name])) == [name]
