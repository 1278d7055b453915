"""Every sentence stands in both catalogues, and nothing else does."""

from __future__ import annotations

import io
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot
from bot.catalogue import catalogue
from bot.question import Language

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PACKAGE = Path(bot.__file__).parent
KEYWORDS = {"say": None, "say_number": (1, 2), "mark": None}

Message = str | tuple[str, ...]


@cache
def messages_in_code() -> frozenset[Message]:
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return frozenset(text if isinstance(text, str) else tuple(text) for _, _, text, _, _ in found)


def entries(language: Language) -> Catalog:
    text = (PACKAGE / "locales" / language.value / "LC_MESSAGES" / "duban.po").read_bytes()
    return read_po(io.BytesIO(text), locale=language.value)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_every_message_in_the_code_stands_in_the_catalogue_and_no_other(language: Language) -> None:
    assert {entry.id for entry in entries(language) if entry.id} == messages_in_code()


@pytest.mark.parametrize("language", Language)
def test_every_message_is_translated_and_none_is_uncertain(language: Language) -> None:
    for entry in entries(language):
        if entry.id:
            said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            assert all(said), entry.id
            assert not entry.fuzzy


# The English month name of a date stands as a number in Chinese, so a date may use either.
OF_A_DATE = {"short", "month", "more", "all"}


@pytest.mark.parametrize("language", Language)
def test_translations_name_no_value_that_the_message_does_not_have(language: Language) -> None:
    for entry in entries(language):
        if entry.id:
            ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            known = set().union(*map(fields, ids))
            for text in said:
                assert fields(text) - OF_A_DATE == known - OF_A_DATE, entry.id


def test_english_counts_one_and_many() -> None:
    words = catalogue(Language.ENGLISH)
    assert words.say_number("{number} item", "{number} items", 1) == "1 item"
    assert words.say_number("{number} item", "{number} items", 2) == "2 items"


def test_chinese_counts_alike() -> None:
    words = catalogue(Language.CHINESE)
    assert words.say_number("{number} item", "{number} items", 1) == "1 项"
    assert words.say_number("{number} item", "{number} items", 2) == "2 项"


def test_values_with_braces_are_filled_in_as_they_are() -> None:
    assert catalogue(Language.ENGLISH).say("“{name}”", name="{name} {0}") == "“{name} {0}”"
