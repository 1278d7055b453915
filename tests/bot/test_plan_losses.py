"""What publishing would lose, and when that is worth a second question."""

from __future__ import annotations

import pytest

from bot.catalogue import catalogue
from bot.plan_losses import losses
from bot.question import Language
from storage.diff import DroppedItem, PlanDiff
from storage.plan import Preview
from tests.examples import an_item


@pytest.mark.parametrize(
    ("before", "gone", "merged", "asked"),
    [
        (9, 4, 0, True),
        (6, 6, 0, True),
        (6, 2, 0, True),
        (12, 4, 0, True),
        (12, 3, 0, False),
        (100, 33, 0, False),
        (3, 1, 0, False),
        (2, 1, 0, False),
        (1, 1, 0, True),
        (9, 2, 4, False),
        (9, 0, 0, False),
        (0, 0, 0, False),
    ],
)
def test_a_third_of_the_items_two_at_least_or_all_are_not_lost_without_a_question(
    before: int, gone: int, merged: int, asked: bool
) -> None:
    dropped = (DroppedItem(item=an_item()),) * gone + (DroppedItem(item=an_item(), into=an_item()),) * merged
    preview = Preview(
        year=2017,
        seen=1,
        items=before - gone,
        items_before=before,
        dropped=len(dropped),
        diff=PlanDiff(dropped=dropped),
    )
    for language in Language:
        assert bool(losses(preview, catalogue(language))) is asked
