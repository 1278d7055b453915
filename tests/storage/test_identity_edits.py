"""How well items keep their codes over versions made by known edits: asked are ≥ 97 % of the edited, ≤ 0.5 % wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.canonical import canonical_plan
from storage.identity import match_items
from storage.parsing import parse_plan
from tests.plan_edits import EDITS
from tests.plan_pairs import Score, aligned_pair, edited_pair, random_pair, reread_pair, score

if TYPE_CHECKING:
    from tests.random_plans import Tier

SHARED = Path(__file__).parents[3] / "shared"
TIERS: tuple[Tier, ...] = ("easy", "real", "hard")
SEEDS = range(301, 304)  # not those by which the weights were chosen


def test_items_keep_their_codes_whatever_is_edited() -> None:
    """A few plans for each edit, so that one item more or less does not decide there; the bench takes many."""
    total = Score()
    for name in EDITS:
        found = score((random_pair(name, seed, tier) for tier in TIERS for seed in SEEDS), match_items)
        assert found.unchanged_kept >= 0.99 * found.unchanged, name
        assert found.edited_kept >= 0.94 * found.edited, name
        assert found.settled_kept >= 0.97 * found.edited, name
        assert found.misjoined <= 0.01 * found.items, name
        assert found.asked <= 0.02 * found.items, name
        total += found
    assert total.edited_kept >= 0.98 * total.edited
    assert total.misjoined <= 0.002 * total.items


def test_another_reading_of_the_same_plan_keeps_the_codes() -> None:
    found = score((reread_pair(seed, tier) for tier in TIERS for seed in SEEDS[:2]), match_items)
    assert found.unchanged_kept + found.edited_kept >= 0.99 * (found.unchanged + found.edited)
    assert found.misjoined <= 0.005 * found.items


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared plans are not here")
@pytest.mark.parametrize("name", ["reword", "reword, delete, insert", "all"])
def test_the_real_plan_keeps_its_codes(name: str) -> None:
    path = SHARED / "plans/2017-work-plan.txt"
    items = canonical_plan(parse_plan(path.read_bytes(), path.name)).items
    found = score((edited_pair(name, items, seed) for seed in SEEDS), match_items)
    assert found.unchanged_kept >= 0.99 * found.unchanged
    assert found.edited_kept >= 0.97 * found.edited
    assert found.misjoined <= 0.005 * found.items


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared plans are not here")
@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv"])
def test_another_format_of_the_same_plan_keeps_the_codes(suffix: str) -> None:
    readings = [
        [
            canonical_plan(parse_plan((sample / name).read_bytes(), name)).items
            for name in ("plan.flat.txt", f"plan.{suffix}")
        ]
        for sample in sorted((SHARED / "samples").iterdir())[::3]
    ]
    found = score((aligned_pair(*reading) for reading in readings), match_items)
    assert found.unchanged_kept + found.edited_kept >= 0.99 * (found.unchanged + found.edited)
    assert found.misjoined <= 0.005 * found.items
