"""Texts as Telegram reads them: HTML marks taken out, commands and mentions found, lengths in UTF-16.

The rules, and the words of the errors, are those of TDLib's `parse_html`, `match_mentions` and
`match_bot_commands`: a mention or a command that touches a letter, a Chinese one too, is none.
"""

from __future__ import annotations

import re
from typing import Any

from tests.telegram_server.errors import ApiError, bad_request

Entity = dict[str, Any]

MOST_ENTITIES = 100  # what is over is dropped without a word
SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",  # of the one class that it may have
}
TAGS = {*SIMPLE, "a", "pre", "code", "tg-emoji", "blockquote"}
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
ATTRIBUTE = re.compile(r"\s*([^\s=>]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)))?", re.ASCII)
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@]))"
    r"|(?P<url>https?://[^\s<>\"«»]+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#]))"
)
WORTH_A_LOOK = re.compile("[/@#:]")
UNTOUCHED = {"pre", "code", "text_link", "text_mention"}  # nothing is found inside these
MENTIONED_PERSON = re.compile(r"tg://user\?id=(\d+)")


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_text(text: str, mode: str | None, given: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Read a text as a request gives it: trimmed, with its own entities and those that Telegram finds."""
    match (mode or "").lower():
        case "html":
            text, entities = parse_html(text)
        case "":
            entities = list(given or ())
        case "markdown" | "markdownv2":
            raise ApiError(501, "Not Implemented: the test server reads HTML only")
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trim(text, entities[:MOST_ENTITIES])
    return text, _in_order([*entities, *_free_ones(find_entities(text), entities)])


def find_entities(text: str) -> list[Entity]:
    """Find what needs no mark: commands, mentions, addresses, hashtags."""
    if not WORTH_A_LOOK.search(text):
        return []
    return [
        {
            "type": str(found.lastgroup),
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in FOUND.finditer(text)
    ]


def _free_ones(found: list[Entity], marked: list[Entity]) -> list[Entity]:
    closed = [(one["offset"], one["offset"] + one["length"]) for one in marked if one["type"] in UNTOUCHED]
    return [
        one
        for one in found
        if not any(first < one["offset"] + one["length"] and one["offset"] < end for first, end in closed)
    ]


def _in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    left = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    cut = []
    for one in entities:
        first = max(one["offset"] - left, 0)
        last = min(one["offset"] - left + one["length"], end)
        if first < last:
            cut.append({**one, "offset": first, "length": last - first})
    return text, cut


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Take the marks out of an HTML text; raise what Telegram answers where it cannot."""
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._length = 0  # of the pieces, in UTF-16
        self._open: list[tuple[str, Entity | None, int]] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        source = self._source
        while self._at < len(source):
            sign = source[self._at]
            if sign == "<":
                self._tag()
            elif sign == "&":
                self._character()
            else:
                end = min(
                    at
                    for at in (source.find("<", self._at), source.find("&", self._at), len(source))
                    if at >= 0
                )
                self._add(source[self._at : end])
                self._at = end
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return "".join(self._pieces), _in_order(self._entities)

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += utf16_length(piece)

    def _character(self) -> None:
        found = CHARACTER.match(self._source, self._at)
        character = _decode(found) if found else None
        self._add(character or "&")
        self._at = found.end() if found and character else self._at + 1

    def _tag(self) -> None:
        begin = self._at
        if self._source.startswith("</", begin):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = re.compile(r"[^\s>]*").match(self._source, begin + 1)
        assert name is not None
        if name.end() == len(self._source):
            raise _unreadable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = name[0].lower()
        if tag not in TAGS:
            raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        self._at = name.end()
        values = self._attributes(tag, begin)
        if tag == "span" and values.get("class") != "tg-spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self._open.append((tag, self._entity(tag, values), len(self._pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        values: dict[str, str] = {}
        while True:
            rest = self._source[self._at :].lstrip()
            if rest.startswith(">"):
                self._at = self._source.index(">", self._at) + 1
                return values
            found = ATTRIBUTE.match(self._source, self._at)
            if not rest or found is None or found[0].rstrip().endswith("="):
                raise _unreadable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            if not found[1]:
                raise _unreadable(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
                )
            raw = next((part for part in found.groups()[1:] if part is not None), "")
            values[found[1].lower()] = CHARACTER.sub(lambda one: _decode(one) or one[0], raw)
            self._at = found.end()

    def _entity(self, tag: str, values: dict[str, str]) -> Entity | None:
        match tag:
            case "a":
                return {"type": "text_link", "url": values.get("href", "")}
            case "tg-emoji":
                return {"type": "custom_emoji", "custom_emoji_id": values.get("emoji-id", "")}
            case "blockquote":
                return {"type": "expandable_blockquote" if "expandable" in values else "blockquote"}
            case "code" if self._open and self._open[-1][0] == "pre":
                language = values.get("class", "").removeprefix("language-")
                inside = self._open[-1][1]
                if inside is not None and language:
                    inside["language"] = language
                return None  # one entity for both
        return {"type": SIMPLE.get(tag, tag)}

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise _unreadable(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        found = re.compile(r"</([^\s>]*)\s*").match(self._source, begin)
        assert found is not None
        if not self._source.startswith(">", found.end()):
            raise _unreadable(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        tag, entity, first = self._open.pop()
        if found[1] and found[1].lower() != tag:
            raise _unreadable(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{tag}>", found "</{found[1].lower()}>"'
            )
        self._at = found.end() + 1
        self._close(entity, "".join(self._pieces[first:]))

    def _close(self, entity: Entity | None, inside: str) -> None:
        length = utf16_length(inside)
        if entity is None or not length:
            return
        if entity["type"] == "text_link":
            address = entity["url"] or inside
            if person := MENTIONED_PERSON.fullmatch(address):
                entity = {
                    "type": "text_mention",
                    "user": {"id": int(person[1]), "is_bot": False, "first_name": "?"},
                }
            elif re.match(r"(https?|tg)://[^\s/]", address) or re.match(r"[\w-]+(\.[\w-]+)+", address):
                entity = {"type": "text_link", "url": address}
            else:
                return  # an address that is none is no link, and no error
        self._entities.append({**entity, "offset": self._length - length, "length": length})

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode())


def _decode(found: re.Match[str]) -> str | None:
    if found[3]:
        return CHARACTERS[found[3]]
    code = int(found[1]) if found[1] else int(found[2], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
