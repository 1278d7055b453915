"""Sentences of lower layers in the asked language. PURE but for the catalogue.

They are raised and stored in English, with their values filled in. So each is compared with the templates
that the catalogues know, its values are taken out, and the template is said with them. What no template fits
stays as it is.
"""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from bot.catalogue import catalogue
from bot.question import Language
from bot.sentence_list import PHRASES, SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.catalogue import Catalogue

    Templates = tuple[tuple[re.Pattern[str], str], ...]

ENDS = re.compile(r"(?<=[.?]) ")
"""Where one sentence ends and the next begins."""
LONGEST = 800
"""Characters; nothing that we say is longer."""
MOST = 6
"""Sentences in one text; nobody says more at once."""


def say_sentence(sentence: str, words: Catalogue) -> str:
    """Say what a lower layer said, or several of its sentences, or the place that it named."""
    if words.language is Language.ENGLISH or len(sentence) > LONGEST:
        return sentence
    return _say(sentence, words.language) or _say_beginning(sentence, words) or sentence


@lru_cache(maxsize=4096)
def _say(text: str, language: Language) -> str | None:
    """Say one sentence after the other if all are known, else the text as one; None if neither can be."""
    words = catalogue(language)
    for first, rest in _cut(text):
        said = _say_by(_templates(), first, words)
        more = said and _say(rest, language)
        if more:
            return f"{said}{more}"
    return _say_by(_templates(), text, words)


def _say_beginning(text: str, words: Catalogue) -> str | None:
    """Say a sentence that is known before others that are not."""
    for first, rest in _cut(text):
        said = _say_by(_templates(), first, words)
        if said:
            return f"{said}{rest}"
    return None


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text in two after each of its sentences."""
    for end in islice(ENDS.finditer(text), MOST):
        yield text[: end.start()], text[end.end() :]


def _say_by(templates: Templates, text: str, words: Catalogue) -> str | None:
    for pattern, template in templates:
        found = pattern.fullmatch(text)
        if found:
            values = {name: _say_value(value, words) for name, value in found.groupdict().items()}
            return words.say(template, **values)
    return None


def _say_value(value: str, words: Catalogue) -> str:
    """Say a value that is a phrase of ours; what stands in a plan stays as printed."""
    return _say_by(_phrases(), value, words) or value


@cache
def _templates() -> Templates:
    return _compiled((*SENTENCES, *PHRASES))


@cache
def _phrases() -> Templates:
    return _compiled(PHRASES)


def _compiled(templates: tuple[str, ...]) -> Templates:
    """Make a pattern of each template, those with most words of their own first."""
    ordered = sorted(templates, key=lambda template: -sum(len(words) for words, *_ in _parts(template)))
    return tuple((_pattern(template), template) for template in ordered)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _parts(template)
    return re.compile(
        "".join(re.escape(words) + (f"(?P<{name}>.+?)" if name else "") for words, name in parts), re.DOTALL
    )


def _parts(template: str) -> list[tuple[str, str | None]]:
    return [(words, name) for words, name, _, _ in string.Formatter().parse(template)]
