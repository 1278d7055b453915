"""How well items keep their codes over plan versions, and how fast: prints tables (Markdown).

    python -m bench.identity [--seeds 101-110] [--shared FOLDER]

Versions are made by known edits of random plans, and of the plans in the shared folder where it is there. Kept:
items with the code they must keep. Wrong: items with the code of another one, of all. Asked: items that an admin
is asked about, of all. Settled: the same after right answers.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from storage.canonical import canonical_plan
from storage.identity import match_items
from storage.parsing import parse_plan
from tests.plan_edits import EDITS, Editor, Row
from tests.plan_pairs import (
    Score,
    aligned_pair,
    edited_pair,
    gold_items,
    random_items,
    random_pair,
    reread_pair,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.plan import ParsedItem
    from tests.plan_pairs import Pair
    from tests.random_plans import Tier

TIERS: tuple[Tier, ...] = ("easy", "real", "hard")
FORMATS = ("plan.docx", "plan.xlsx", "plan.csv", "plan.pdf")
COLUMNS = (
    "unchanged kept",
    "edited kept",
    "wrong",
    "asked",
    "edited kept, settled",
    "wrong, settled",
    "edited",
    "items",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", default="101-110")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split("-"))
    seeds = range(first, last + 1)
    _print_head("random plans, edit")
    for name in EDITS:
        _print_row(name, (random_pair(name, seed, tier) for tier in TIERS for seed in seeds))
    _print_row("other format", (reread_pair(seed, tier) for tier in TIERS for seed in seeds))
    if options.shared.is_dir():
        _print_shared(options.shared, seeds)
    _print_speed()


def _print_shared(shared: Path, seeds: range) -> None:
    plans = [_read(shared / "plans/2017-work-plan.txt"), *map(_gold, sorted((shared / "samples").iterdir()))]
    print()
    _print_head("shared plans, edit")
    for name in EDITS:
        few = seeds[: max(1, len(seeds) // 5)]
        _print_row(name, (edited_pair(name, items, seed) for items in plans for seed in few))
    for name in FORMATS:
        _print_row(f"plan.flat.txt, then {name}", _reformatted(shared / "samples", name))
    _print_row("gold, then plan.flat.txt", _read_again(shared / "samples"))


def _reformatted(samples: Path, name: str) -> Iterator[Pair]:
    for sample in sorted(samples.iterdir()):
        yield aligned_pair(_read(sample / "plan.flat.txt"), _read(sample / name))


def _read_again(samples: Path) -> Iterator[Pair]:
    for sample in sorted(samples.iterdir()):
        yield aligned_pair(_gold(sample), _read(sample / "plan.flat.txt"))


def _read(path: Path) -> list[ParsedItem]:
    return list(canonical_plan(parse_plan(path.read_bytes(), path.name)).items)


def _gold(sample: Path) -> list[ParsedItem]:
    year = json.loads((sample / "meta.json").read_text(encoding="utf-8"))["year"]
    return gold_items(json.loads((sample / "gold.json").read_text(encoding="utf-8")), year)


def _print_speed() -> None:
    print("\n| items | reworded | seconds of one core |\n|---|---|---|")
    for size, share in ((1_000, 0.1), (5_000, 0.1), (20_000, 0.1), (5_000, 1.0), (20_000, 1.0)):
        old, new = large_pair(size, share)
        begun = process_time()
        match_items(old, new)
        print(f"| {size:,} | {share:.0%} | {process_time() - begun:.2f} |", flush=True)


def large_pair(size: int, share: float) -> tuple[list[ParsedItem], list[ParsedItem]]:
    """Make a large plan of many random ones, whose few words come again and again, and reword a share of it."""
    items: list[ParsedItem] = []
    seed = 0
    while len(items) < size:
        seed += 1
        items += random_items(seed, "real")
    rows = [Row(item, n) for n, item in enumerate(items[:size])]
    editor = Editor(random.Random(size), 2019, items[:200])
    return items[:size], [row.item for row in editor.reword(rows, share)]


def _print_head(first: str) -> None:
    print(f"| {first} | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}")


def _print_row(name: str, pairs: Iterable[Pair]) -> None:
    found = score(pairs, match_items)
    print(f"| {name} | {' | '.join(_cells(found))} |", flush=True)


def _cells(found: Score) -> Iterator[str]:
    yield _percent(found.unchanged_kept, found.unchanged)
    yield _percent(found.edited_kept, found.edited)
    yield _percent(found.misjoined, found.items)
    yield _percent(found.asked, found.items)
    yield _percent(found.settled_kept, found.edited)
    yield _percent(found.settled_misjoined, found.items)
    yield from (str(found.edited), str(found.items))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "—"


if __name__ == "__main__":
    main()
