"""What columns are for, told by what they hold: for tables without headings, or with unusual ones. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.formats.flattened.numbering import is_serial
from storage.formats.flattened.pieces import is_deadline
from storage.formats.grid_headers import Column, Header
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.grid import Grid

_SAMPLE = 300
_FEWEST_ROWS = 3
_MOSTLY = 0.6
_HALF = 0.5
_FEWEST_COLUMNS = 3
_LONG = 12


@dataclass(frozen=True)
class _Profile:
    """Of a grid column's cells: how many, their mean length, and the shares that look like this or that."""

    column: int
    cells: int
    length: float
    deadline: float
    department: float
    serial: float


def fill_header(grid: Grid, header: Header) -> Header:
    """Give the roles that no heading names to columns with unknown headings that hold such things."""
    missing = [role for role in (Role.DEADLINE, Role.DEPARTMENT) if not header.of(role, *_beside(role))]
    unknown = [column for column in header.columns if column.role is None]
    if not missing or not unknown:
        return header
    since = header.row + header.rows
    roles: dict[int, int] = {}
    for role in missing:
        for column in unknown:
            profile = _profile(grid, column.first, since)
            if (
                column.first not in roles
                and profile.cells >= _FEWEST_ROWS
                and _share(profile, role) >= _MOSTLY
            ):
                roles[column.first] = role
                break
    columns = [
        replace(c, role=roles.get(c.first, c.role) if c.role is None else c.role) for c in header.columns
    ]
    return replace(header, columns=tuple(columns))


def guess_header(grid: Grid, row: int = 0) -> Header | None:
    """Tell the columns of a table without headings; None when nothing in it looks like a plan's."""
    profiles = [_profile(grid, column, row) for column in range(grid.columns)]
    filled = [profile for profile in profiles if profile.cells >= _FEWEST_ROWS]
    if len(filled) < _FEWEST_COLUMNS:
        return None
    roles: dict[int, int] = {}
    for role in (Role.DEADLINE, Role.DEPARTMENT, Role.SERIAL):
        best = max(
            (p for p in filled if p.column not in roles),
            key=lambda p: (_share(p, role), -p.column),
            default=None,
        )
        if best is not None and _share(best, role) >= _MOSTLY:
            roles[best.column] = role
    texts = [profile for profile in filled if profile.column not in roles and profile.length >= 2]
    if not {Role.DEADLINE, Role.DEPARTMENT} <= set(roles.values()) or not texts:
        return None
    measure = max(texts, key=lambda profile: profile.length * profile.cells)
    if measure.length < _LONG / 2:
        return None
    roles[measure.column] = Role.MEASURE
    before = [profile for profile in texts if profile.column < measure.column]
    if before:
        roles[before[-1].column] = Role.WORK_POINT
    return Header(row, 0, tuple(_cut(grid.columns, sorted(profile.column for profile in filled), roles)))


def _cut(width: int, starts: list[int], roles: dict[int, int]) -> Iterator[Column]:
    """Give what is hardly filled to the column before it."""
    starts = [0, *starts[1:]] if roles.get(0) is None else starts
    for first, end in pairwise([*starts, width]):
        yield Column(first, end, "", roles.get(first))


def _beside(role: Role) -> tuple[Role, ...]:
    return (Role.ASSISTING,) if role is Role.DEPARTMENT else ()


def _share(profile: _Profile, role: int) -> float:
    shares = {
        Role.DEADLINE: profile.deadline,
        Role.DEPARTMENT: profile.department,
        Role.SERIAL: profile.serial,
    }
    return shares[Role(role)]


def _profile(grid: Grid, column: int, since: int) -> _Profile:
    """Look at the cells that begin in `column`, titles over the whole width aside."""
    texts = [
        cell.text
        for cell in grid.cells
        if cell.column == column and cell.row >= since and cell.text and cell.columns < max(2, grid.columns)
    ][:_SAMPLE]
    count = max(1, len(texts))
    return _Profile(
        column,
        len(texts),
        sum(map(len, texts)) / count,
        sum(map(is_deadline, texts)) / count,
        sum(department_likeness(text) >= _MOSTLY for text in texts) / count,
        sum(map(is_serial, texts)) / count,
    )


def fits(grid: Grid, header: Header, width: int) -> bool:
    """Whether a table without headings goes on with the columns of the one before, which had `width`."""
    if grid.columns != width:
        return False
    for role in (Role.DEADLINE, Role.DEPARTMENT):
        for column in header.of(role)[:1]:
            profile = _profile(grid, column.first, 0)
            if profile.cells and _share(profile, role) < _HALF:
                return False
    return True
