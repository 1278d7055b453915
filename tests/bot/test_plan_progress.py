"""At a terminal, what takes long says how far it is; elsewhere nothing but the plan is said."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from bot.catalogue import catalogue
from bot.plan_progress import progress_line, read_plan
from bot.plan_reading import Progress
from bot.question import Language
from storage.errors import UnreadableFileError
from storage.parsing import parse_plan

PAGES = (Path(__file__).parents[1] / "data/plans/pages.pdf").read_bytes()
WORDS = catalogue(Language.ENGLISH)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_what_is_read_and_left_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert read_plan(PAGES, "pages.pdf", WORDS, patience=0.0) == parse_plan(PAGES, "pages.pdf")
    assert "Reading pages.pdf …" in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_what_is_quick_is_not_spoken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    read_plan(PAGES, "pages.pdf", WORDS, patience=60.0)
    assert screen.getvalue() == ""


def test_a_file_that_is_written_to_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    read_plan(PAGES, "pages.pdf", WORDS, patience=0.0)
    assert log.getvalue() == ""


def test_an_error_leaves_the_terminal_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(UnreadableFileError):
        read_plan(b"%PDF-1.4 broken", "plan.pdf", WORDS, patience=0.0)
    assert screen.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (Language.ENGLISH, "Reading plan.pdf: page 3 of 50 …"),
        (Language.CHINESE, "正在读取 plan.pdf：第 3 页，共 50 页……"),
    ],
)
def test_it_says_which_page_it_is_at(language: Language, line: str) -> None:
    assert progress_line("plan.pdf", Progress(3, 50), catalogue(language)) == line
