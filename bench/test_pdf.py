"""How fast a PDF of fifty pages is read, and in how much memory: beside pdfplumber's plain `extract_tables`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
import pytest

from tests.plan_files import write_pdf
from tests.random_plans import random_plan, random_style

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

PAGES, ROUNDS, MOST = 50, 5, 1.0
PLAN, STYLE = random_plan(35, "real")[0], random_style(35, "real")
OURS = """
from storage.parsing import parse_plan
def read(path):
    with open(path, "rb") as file:
        return parse_plan(file.read(), path).items
"""
THEIRS = """
import pdfplumber
def read(path):
    with pdfplumber.open(path) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]
"""
MEASURE = """
import re, sys, time
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
start = time.perf_counter()
found = read(sys.argv[1])
print(time.perf_counter() - start, peak(), len(found))
"""


class Figures(NamedTuple):
    """Seconds of work, without starting Python; the process's peak in MiB; how much was found."""

    seconds: float
    memory: int
    found: int


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "plan.pdf"
    path.write_bytes(write_pdf(replace(PLAN, rows=PLAN.rows * 2), STYLE))
    return path


def _measured(reading: str, path: Path) -> Figures:
    """Measure in a process of its own: peaks are a process's."""
    done = subprocess.run(
        [sys.executable, "-c", reading + MEASURE, str(path)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory, found = done.stdout.split()
    return Figures(float(seconds), int(memory), int(found))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
def test_a_pdf_of_fifty_pages_beside_pdfplumber(
    benchmark: BenchmarkFixture, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours: list[Figures] = []
    theirs: list[Figures] = []

    def both() -> None:
        ours.append(_measured(OURS, file))
        theirs.append(_measured(THEIRS, file))

    benchmark.pedantic(both, rounds=ROUNDS)
    mine, its = ([*map(median, zip(*figures, strict=True))] for figures in (ours, theirs))
    with capsys.disabled():
        print(f"\n{PAGES} pages: {mine[0]:.2f} s, {mine[1]} MiB; pdfplumber: {its[0]:.2f} s, {its[1]} MiB")
    assert min(figures.found for figures in (*ours, *theirs)) >= PAGES
    assert mine[0] <= MOST * its[0]
    assert mine[1] <= MOST * its[1]


def test_the_file_has_fifty_pages(file: Path) -> None:

    assert len(pypdfium2.PdfDocument(file)) == PAGES
