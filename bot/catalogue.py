"""Sentences in the reader's language, from the catalogues under `locales`.

A message id is the English sentence; values are filled in by name. Write `words.say("…")` and
`words.say_number("…", "…", n)`, and `mark("…")` where a message is named far from where it is said: by these
three names the tests find every message in the code.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from bot.question import Language


class Catalogue:
    """The sentences of one language."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def say(self, message: str, **values: object) -> str:
        """Say `message` with `values` filled in by name."""
        said = self._translations.gettext(message)
        return said.format_map(values) if values else said

    def say_number(self, one: str, many: str, number: int, **values: object) -> str:
        """Say `one` or `many` as the language's plural rule has it; `{number}` stands for the number."""
        return self._translations.ngettext(one, many, number).format_map({"number": number, **values})


def mark(message: str) -> str:
    """Name a message that is said elsewhere."""
    return message


@cache
def catalogue(language: Language) -> Catalogue:
    """Read a language's catalogue; compiled in memory, once."""
    source = files("bot").joinpath("locales", language.value, "LC_MESSAGES", "duban.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language.value))
    compiled.seek(0)
    return Catalogue(language, gettext.GNUTranslations(compiled))
