"""Which department a word that is nobody's name may mean: abbreviations, other endings, one slip. PURE.

One existing name never becomes another: a changed character must sound alike, or stand where departments'
names do not differ, and a place (江西 for 江苏) is never a slip. Several candidates mean: ask.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from bot.understanding.department_reading import goes_on
from bot.understanding.english import pinyin, readings
from bot.understanding.lexicon import fold
from bot.understanding.names import OWNERS, PLACES, head_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.understanding.lexicon import Lexicon

_ALIKE = {"办公室": "办", "委员会": "委", "办公厅": "办", "分公司": "公司", "子公司": "公司"}
_JOINTS = "与和及"
_MOST_NEAREST = 3
_FAIR_SCORE, _FAIR_CORE = 45, 65


def candidates(word: str, lexicon: Lexicon, *, slips: bool = True) -> tuple[str, ...]:
    """Departments that `word` may mean, by the first kind of likeness that finds any."""
    kinds: list[Callable[[str, str], bool]] = [_abbreviates]
    if slips:
        kinds += [_shortens, _ends_otherwise, lambda said, name: is_slip(said, name, lexicon.names)]
    for is_alike in kinds:
        found = tuple(name for name in lexicon.names if is_alike(word, fold(name)))
        if found:
            return found
    return ()


def begins_alike(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the one department that begins and ends like `word`: 初审流程部 for 初审部."""
    head, stem = head_of(word), stem_of(word)
    found = tuple(
        name
        for name in lexicon.names
        if len(stem) > 1 and head and head_of(fold(name)) == head and fold(name).startswith(stem)
    )
    return found if len(found) == 1 else ()


def _abbreviates(said: str, name: str) -> bool:
    """Whether one is the other by the first characters of its words: 人教部, 人事教育部."""
    short, long = sorted((said, name), key=len)
    if head_of(short) != head_of(long) or len(stem_of(short)) < 2 or len(short) == len(long):
        return False
    rest, cut, missed = stem_of(short), 0, 0
    for word in _two_by_two(stem_of(long)):
        if rest.startswith(word):
            rest = rest[len(word) :]
        elif rest and rest[0] in word:
            rest, cut = rest[1:], cut + 1
        else:
            missed += 1
    return not rest and cut > 0 and missed <= 1


def _two_by_two(stem: str) -> Iterable[str]:
    for joint in _JOINTS:
        stem = stem.replace(joint, "")
    return (stem[at : at + 2] for at in range(0, len(stem), 2))


def _shortens(said: str, name: str) -> bool:
    """Whether `said` leaves out words of `name`: 财务部 of 财务资产部, 党办 of 党委办公室."""
    head = _kind(head_of(name))
    stem, longer = stem_of(said), stem_of(name)
    if _kind(head_of(said)) != head or not stem or stem[0] != longer[:1] or len(said) >= len(name):
        return False
    if stem in OWNERS and longer != stem:
        return False  # 局办 is the bureau's office, whichever that is
    letters = iter(longer)
    return (len(stem) > 1 or head in ("办", "委")) and all(char in letters for char in stem)


def _ends_otherwise(said: str, name: str) -> bool:
    """Whether only the ending differs: 医务科 where there is but a 医务部."""
    return len(stem_of(said)) > 1 and bool(head_of(said)) and stem_of(said) == stem_of(name)


def _kind(head: str) -> str:
    return _ALIKE.get(head, head)


def is_one_off(said: str, name: str) -> bool:
    """Whether one change makes `said` into `name`, and no place of another."""
    return (
        abs(len(said) - len(name)) <= 1
        and DamerauLevenshtein.distance(said, name) == 1
        and not _places(said) - _places(name)
    )


def is_slip(said: str, name: str, names: tuple[str, ...]) -> bool:
    """Whether `said` is `name` with one character wrong, missing, doubled or out of place."""
    if not is_one_off(said, name) or (said.startswith(name) and goes_on(name, said[len(name) :])):
        return False
    start, end = _core(name, names)
    at = next(
        (at for at, (one, other) in enumerate(zip(said, name, strict=False)) if one != other), len(name)
    )
    long_core = end - start >= 4
    if len(said) != len(name):
        return min(len(said), len(name)) >= 4 and (
            long_core or len(said) > len(name) or not start <= at < end
        )
    if sorted(said) == sorted(name):
        return len(name) >= 4
    if readings(said[at]) & readings(name[at]):
        return len(name) >= 3
    is_ending = at >= len(name) - len(head_of(name)) and head_of(said) not in ("", name[-1:])
    return len(name) >= 4 and not is_ending and (long_core or not start <= at < end)


def _places(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text))} & PLACES


@lru_cache(maxsize=1024)
def _core(name: str, names: tuple[str, ...]) -> tuple[int, int]:
    """Where the part of `name` stands in which it differs from the others."""
    others = [fold(other) for other in names if fold(other) != name]
    start = max((_same(name, other) for other in others), default=0)
    end = max((_same(name[::-1], other[::-1]) for other in others), default=0)
    return (start if start > 1 else 0), len(name) - end


def _same(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def latin_slip(phrase: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Departments whose English name is `phrase` but for one letter; a place is never a slip."""
    if len(phrase) < 6 or not _place_sounds().isdisjoint(phrase.split()):
        return ()
    found = process.extract(
        phrase, lexicon.latin.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=4
    )
    names = {name for key, _, _ in found for name in lexicon.latin[key]}
    return tuple(sorted(names))


def nearest(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the existing departments that are most like a name that does not exist, the nearest first."""
    if word.isascii():
        return _nearest_latin(word, lexicon)
    head = head_of(word)
    if stem_of(word) in OWNERS:
        alike = tuple(name for name in lexicon.names if _kind(head_of(fold(name))) == _kind(head))
        return tuple(sorted(alike, key=len))[:_MOST_NEAREST]
    kin = {
        name: 30.0
        for family in lexicon.families
        for _, name in family.members
        if word.endswith(family.suffix) and _places(word)
    }
    return _best(
        {
            name: fuzz.ratio(word, fold(name))
            + kin.get(name, 0)
            + 20 * bool(head and head_of(fold(name)) == head)
            + 10 * (_same(word, fold(name)) > 1)
            + 5 * len(set(stem_of(word)) & set(stem_of(fold(name))))
            for name in lexicon.names
        }
    )


def _nearest_latin(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Compare what stands before the ending: marketing of marketing department."""
    if word in lexicon.vague:
        return lexicon.vague[word][:_MOST_NEAREST]
    core, _, head = word.rpartition(" ")
    if core in _place_sounds():
        members = (name for family in lexicon.families for _, name in family.members)
        return tuple(members)[:_MOST_NEAREST]
    begins = {name for key, names in lexicon.latin.items() if key.startswith(f"{word} ") for name in names}
    if begins:  # patent office, of patent office general office
        return tuple(sorted(begins, key=len))[:_MOST_NEAREST]
    scores: dict[str, float] = {}
    for key, names in lexicon.latin.items():
        if key.endswith(head) and (score := fuzz.ratio(core, key.removesuffix(head).strip())) > _FAIR_CORE:
            for name in names:
                scores[name] = max(score, scores.get(name, 0))
    return _best(scores)


@lru_cache(maxsize=1)
def _place_sounds() -> frozenset[str]:
    return frozenset(map(pinyin, PLACES))


def _best(scores: dict[str, float]) -> tuple[str, ...]:
    ranked = sorted(scores, key=lambda name: -scores[name])
    return tuple(name for name in ranked[:_MOST_NEAREST] if scores[name] >= _FAIR_SCORE)


def one_off_windows(phrase: str, lexicon: Lexicon) -> Iterable[tuple[int, int, str]]:
    """Places at the front and at the end of `phrase` where a name stands with a slip in it."""
    for name in lexicon.names:
        plain = fold(name)
        for length in (len(plain), len(plain) + 1, len(plain) - 1):
            for start in {0, len(phrase) - length}:
                end = start + length
                if (
                    3 <= length <= len(phrase)
                    and start >= 0
                    and is_slip(phrase[start:end], plain, lexicon.names)
                ):
                    yield start, end, name


def short_slips(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Departments of a family whose short name is `word` but for one character of its ending: 江苏中新."""
    return tuple(
        name
        for family in lexicon.families
        for part, name in family.members
        if word.startswith(part) and _sounds_like(word, part + family.suffix)
    )


def _sounds_like(word: str, other: str) -> bool:
    """Whether just one character differs, and is read alike."""
    if len(word) != len(other):
        return False
    differ = [(one, two) for one, two in zip(word, other, strict=True) if one != two]
    return len(differ) == 1 and bool(readings(differ[0][0]) & readings(differ[0][1]))


_SPLITTING = frozenset("是由归的或和与及跟")


def heard_alike(text: str, lexicon: Lexicon) -> Iterable[tuple[int, int, str]]:
    """Places where a name is written with a function word that sounds like one of its characters: 人是司."""
    for at, char in enumerate(text):
        if char in _SPLITTING:
            for name, plain, place in _with_sound_of(char, lexicon.names):
                start = at - place
                if start >= 0 and _sounds_like(text[start : start + len(plain)], plain):
                    yield start, start + len(plain), name


@lru_cache(maxsize=128)
def _with_sound_of(char: str, names: tuple[str, ...]) -> tuple[tuple[str, str, int], ...]:
    """Return the names, plain as well, that have a character which sounds like `char`, and its place."""
    sounds = readings(char)
    return tuple(
        (name, plain, place)
        for name in names
        for plain in (fold(name),)
        for place, other in enumerate(plain)
        if len(plain) > 2 and sounds & readings(other)
    )
