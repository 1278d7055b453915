"""A margin says by how much the best other reading of a stretch of text is dearer than the one taken."""

from __future__ import annotations

import pytest

from storage.formats.flattened.margins import FAR, Edge, unit_margins
from storage.headings import Role

MEASURE, GROUP, DEPARTMENT, ASSISTING = Role.MEASURE, Role.GROUP, Role.DEPARTMENT, Role.ASSISTING


def two_units(other: Role, dearer: float) -> list[Edge]:
    """Two pieces of a unit each, the second a measure or something dearer."""
    return [
        Edge(0, 1, DEPARTMENT, "start", "first", 1.0, 1.0),
        Edge(1, 2, MEASURE, "first", "end", 1.5, 0.5),
        Edge(1, 2, other, "first", "other end", 1.5 + dearer, 0.5 + dearer),
    ]


def test_a_unit_that_all_readings_take_alike_is_sure() -> None:
    assert unit_margins(two_units(GROUP, 0.7), 2) == [FAR, pytest.approx(0.7)]


def test_a_margin_is_never_larger_than_what_is_looked_at() -> None:
    assert unit_margins(two_units(GROUP, 3 * FAR), 2) == [FAR, FAR]


def test_another_beginning_is_another_reading() -> None:
    whole = Edge(0, 2, MEASURE, "start", "end", 2.0, 2.0)
    assert unit_margins(sorted([*two_units(GROUP, 5.0), whole]), 2) == pytest.approx([0.5, 0.5])


def test_who_leads_and_who_helps_are_names_alike() -> None:
    edges = [
        Edge(0, 1, DEPARTMENT, "start", "end", 1.0, 1.0),
        Edge(0, 1, ASSISTING, "start", "other end", 1.2, 1.2),
    ]
    assert unit_margins(edges, 1) == [FAR]


def test_nothing_read_is_nothing_open() -> None:
    assert unit_margins([], 2) == [FAR, FAR]
