"""The sample plan that comes with Duban is read as it is meant."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.plan_json import plan_json
from storage.parsing import parse_plan
from tests.flattening import flatten
from tests.sample_plan import STYLE, table

FILE = files("bot").joinpath("samples", "sample-plan.txt")
MEANT = json.loads((Path(__file__).parent / "data/plans/sample-plan.json").read_text(encoding="utf-8"))


@cache
def _read() -> dict[str, Any]:
    return plan_json(parse_plan(FILE.read_bytes(), "sample-plan.txt"))


def _bare(value: Any) -> Any:
    """Blanks between characters and digits come and go in such files: they say nothing."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, dict):
        return {name: _bare(each) for name, each in value.items()}
    return value


def _meant(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _bare(item).items() if name not in {"source", "doubts"}}


def test_the_file_is_the_table_flattened() -> None:
    assert FILE.read_text(encoding="utf-8") == flatten(table(), STYLE)


def test_the_plan_is_known_by_its_title() -> None:
    assert _bare(_read()["plan"]) == _bare(MEANT["plan"])


def test_no_item_is_missing_and_none_is_made_up() -> None:
    measures = [[_bare(item["measure"]) for item in plan["items"]] for plan in (_read(), MEANT)]
    assert measures[0] == measures[1]


@pytest.mark.parametrize("number", range(len(MEANT["items"])))
def test_an_item_is_read_as_it_is_meant(number: int) -> None:
    assert _meant(_read()["items"][number]) == _meant(MEANT["items"][number])


def test_each_item_names_the_line_where_it_begins() -> None:
    lines = [_bare(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    for item in _read()["items"]:
        assert _bare(item["measure"])[:4] in "".join(lines[item["source"]["line"] - 1 :][:2])
