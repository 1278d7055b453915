"""The same plan gives the same items, whatever file it comes in; samples are read right."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.plan_json import plan_json
from storage.errors import UnreadableFileError, UnsupportedFormatError
from storage.formats.limits import Limits
from storage.formats.xlsx import read_xlsx
from storage.parsing import READERS, parse_plan
from tests.plan_files import write_csv, write_docx, write_pdf, write_xlsx
from tests.plan_samples import SAMPLES
from tests.random_plans import GoldItem, Tier, random_plan, random_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan import ParsedPlan

DATA = Path(__file__).parents[1] / "data/plans"
SHARED = Path(__file__).parents[3] / "shared"
TIERS: tuple[Tier, ...] = ("easy", "real", "hard")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_as_it_is_meant(name: str) -> None:
    plan = parse_plan((DATA / name).read_bytes(), name)
    assert plan_json(plan) == json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def test_there_is_a_sample_of_every_kind_of_file() -> None:
    same = {".text": ".txt", ".xlsm": ".xlsx", ".tsv": ".csv"}
    kinds = {path.suffix for path in DATA.iterdir() if path.with_name(f"{path.name}.json").exists()}
    assert {same.get(suffix, suffix) for suffix in READERS} <= kinds


@pytest.mark.parametrize("name", ["plan.doc", "plan.XLS", "计划.wps", "plan.et", "plan.rtf"])
def test_old_kinds_of_files_are_told_what_to_save_them_as(name: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"save it as \.(docx|xlsx)"):
        parse_plan(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), name)


def test_a_new_file_under_an_old_name_is_read() -> None:
    assert parse_plan((DATA / "sheets.xlsx").read_bytes(), "sheets.xls").items


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
@pytest.mark.parametrize(
    "content",
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), b"PK\x03\x04 broken", b"some text", "文字".encode()],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_words(suffix: str, content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"^[A-Z].*\.$"):
        parse_plan(content, f"plan{suffix}")


XLSX = (DATA / "sheets.xlsx").read_bytes()
TEXT = "工作要点,具体措施,部门单位,完成时间\n".encode()

PAGE = "\n <html><body><table><tr><td>工作要点</td></tr></table></body></html>".encode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (XLSX, "plan.docx", "an Excel file, not a Word file. Send it with its .xlsx ending."),
        (XLSX, "plan.pdf", "an Excel file, not a PDF file. Send it with its .xlsx ending."),
        (b"%PDF-1.7 ...", "plan.docx", "a PDF file, not a Word file. Send it with its .pdf ending."),
        (b"%PDF-1.7 ...", "plan.xlsx", "a PDF file, not an Excel file. Send it with its .pdf ending."),
        (TEXT, "plan.pdf", "a text file, not a PDF file. Send it with its .csv/.txt ending."),
        (TEXT, "plan.xlsm", "a text file, not an Excel file. Send it with its .csv/.txt ending."),
        (
            PAGE,
            "plan.xlsx",
            "a web page, not an Excel file. Open it in Excel, Word or WPS, save it as .xlsx and ",
        ),
        (PAGE.decode().encode("utf-16"), "plan.xlsx", "a web page, not an Excel file. Open it in Excel"),
        (b'<?xml version="1.0"?><Workbook/>', "plan.xlsm", "a web page, not an Excel file. Open it in Excel"),
        (b"MIME-Version: 1.0\n", "plan.docx", "a web page, not a Word file. Open it in Excel, Word or WPS"),
        (b"\x89PNG...", "plan.docx", "an image file, not a Word file. Save the plan as one of: "),
    ],
)
def test_a_file_of_another_kind_is_told_by_what_it_is(content: bytes, name: str, said: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        parse_plan(content, name)
    assert str(refused.value).startswith(f"This looks like {said}")


def test_a_damaged_file_of_its_kind_is_no_other_kind() -> None:
    with pytest.raises(UnreadableFileError, match=r"The \.xlsx file is damaged"):
        parse_plan(XLSX[: len(XLSX) // 2], "plan.xlsx")


def test_a_sheet_that_is_far_too_large_is_said_to_reach_far_down() -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.merge_cells("A3:A3000")
    book.save(out)
    with pytest.raises(UnreadableFileError, match="a sheet of 0 MB, maybe with cells merged"):
        read_xlsx(out.getvalue(), Limits(text=50_000))


def test_a_file_without_an_ending_is_read_as_what_it_holds() -> None:
    assert parse_plan(XLSX, "plan") == parse_plan(XLSX, "plan.xlsx")


# -- the same plan ----------------------------------------------------------------------------------------


def bare(value: Any) -> Any:
    """Blanks between characters say nothing: a PDF has none."""
    if isinstance(value, str):
        return "".join(value.split())
    return [bare(each) for each in value] if isinstance(value, (list, tuple)) else value


def told(plan: ParsedPlan) -> list[Any]:
    return [
        bare((i.section, i.work_point, i.group, i.measure, i.departments, i.assisting, i.deadline_text))
        for i in plan.items
    ]


def meant(gold: Sequence[GoldItem]) -> list[Any]:
    return [
        bare((g["section"], g["work_point"], g["group"], g["measure"], g["departments"], g["deadline_text"]))
        for g in gold
    ]


@given(seed=st.integers(1000, 10**6), tier=st.sampled_from(TIERS))
@settings(max_examples=8, deadline=None)
def test_a_plan_is_the_same_in_word_and_in_sheets(seed: int, tier: Tier) -> None:
    table, gold = random_plan(seed, tier)
    plans = [
        parse_plan(write_docx(table), "plan.docx"),
        parse_plan(write_xlsx(table), "plan.xlsx"),
        parse_plan(write_csv(table), "plan.csv"),
        parse_plan(write_csv(table, ";", "gb18030"), "plan.csv"),
    ]
    first = told(plans[0])
    assert [[*item[:5], item[6]] for item in first] == [list(item) for item in meant(gold)]
    assert all(told(plan) == first for plan in plans)
    assert {plan.year for plan in plans} == {plans[0].year}
    assert plans[0].year is not None


@pytest.mark.slow
@pytest.mark.parametrize(("tier", "least"), [("easy", 1.0), ("real", 0.96), ("hard", 0.96)])
def test_a_plans_pages_give_the_same_items_as_its_word_file(tier: Tier, least: float) -> None:
    """Where a page cuts cells, a few may be read otherwise: all else is the same, in the same order."""
    shares = []
    for seed in range(300, 303):
        table, _ = random_plan(seed, tier)
        word = told(parse_plan(write_docx(table), "plan.docx"))
        pages = told(parse_plan(write_pdf(table, random_style(seed, tier)), "plan.pdf"))
        shares.append(sum(item in pages for item in word) / len(word))
        same = [item for item in pages if item in word]
        assert same == [item for item in word if item in same]
    assert sum(shares) / len(shares) >= least


@pytest.mark.parametrize("tier", TIERS)
def test_the_shared_samples_are_the_same_in_word_and_in_sheets(tier: Tier, shared: Path) -> None:
    for number in (1, 2, 3):
        folder = shared / f"samples/{tier}-{number}"
        plans = [
            parse_plan((folder / f"plan{kind}").read_bytes(), f"plan{kind}")
            for kind in (".docx", ".xlsx", ".csv")
        ]
        assert told(plans[0]) == told(plans[1]) == told(plans[2])


@pytest.mark.parametrize(("tier", "least"), [("easy", 0.98), ("real", 0.98), ("hard", 0.98)])
def test_pages_of_plans_nobody_has_seen_are_read_nearly_as_well(tier: Tier, least: float) -> None:
    results = []
    for seed in (101, 103, 106):
        table, gold = random_plan(seed, tier)
        boxes = seed % 2 > 0
        plan = parse_plan(write_pdf(table, random_style(seed, tier), boxes=boxes), "plan.pdf")
        results.append(scores(plan, list(gold)))
    assert sum(result["all_correct"] for result in results) / len(results) >= least
    assert sum(result["silently_wrong"] for result in results) / len(results) <= 0.01


# -- against gold -----------------------------------------------------------------------------------------


@cache
def _scorer() -> Any:
    spec = spec_from_file_location("score_plan", SHARED / "tools/score_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(plan: ParsedPlan, gold: list[Any]) -> dict[str, Any]:
    if not (SHARED / "tools/score_plan.py").exists():
        pytest.skip("../shared/tools is missing")
    result: dict[str, Any] = _scorer().score(gold, plan_json(plan), 0)
    return result


LEAST = {
    ".docx": (1.0, 0.99, 0.99),
    ".xlsx": (1.0, 0.99, 0.99),
    ".csv": (1.0, 0.99, 0.97),
    ".pdf": (0.99, 0.98, 0.96),
}


@pytest.mark.parametrize("suffix", LEAST)
@pytest.mark.parametrize("tier", TIERS)
def test_the_shared_samples_are_read_right(suffix: str, tier: Tier, shared: Path) -> None:
    results = []
    for number in (1, 2, 3):
        folder = shared / f"samples/{tier}-{number}"
        plan = parse_plan((folder / f"plan{suffix}").read_bytes(), f"plan{suffix}")
        results.append(scores(plan, json.loads((folder / "gold.json").read_text(encoding="utf-8"))))
    assert sum(result["all_correct"] for result in results) / 3 >= LEAST[suffix][TIERS.index(tier)]
    assert sum(result["silently_wrong"] for result in results) / 3 <= 0.01
    assert sum(result["doubted_though_right"] for result in results) / 3 <= 0.05
    assert all(result["spurious_items"] == 0 for result in results)
