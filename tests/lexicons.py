"""The invented offices of `data/questions.toml`, as lexicons."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.understanding.lexicon import build_lexicon
from storage.plan import Department, PlanKind, PlanSummary

if TYPE_CHECKING:
    from bot.understanding.lexicon import Lexicon

QUESTIONS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "questions.toml").read_text("utf-8")
)


@lru_cache
def a_lexicon(office: str) -> Lexicon:
    """Build the lexicon of one of the offices, all of its plans with dates."""
    said = QUESTIONS["lexicon"][office]
    return lexicon_of(said["departments"], said["texts"], said["title"], said["plans"])


def lexicon_of(
    departments: list[str], texts: list[str], title: str = "", years: list[int] | None = None
) -> Lexicon:
    """Build a lexicon from bare names and texts."""
    plans = [PlanSummary(year, title, PlanKind.TABLE, 1, len(texts), dated=True) for year in years or [2024]]
    return build_lexicon([Department(name) for name in departments], plans, texts)
