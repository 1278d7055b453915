"""Text of a Word document's paragraphs, as it shows on paper. PURE.

Words that are deleted, struck through, hidden or a field's command are not shown; a text box is stored twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.formats.elements import tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from storage.formats.docx_numbering import Numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HOLDERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}
_UNSEEN = {"del", "moveFrom", "instrText", "delText", "Fallback", "rt", "pPr", "tbl"}
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}


def children(element: _Element) -> Iterator[_Element]:
    """Yield an element's children; what only holds others (content controls, insertions) gives its own."""
    for child in element:
        if tag(child) in _HOLDERS:
            yield from children(child)
        else:
            yield child


def paragraph_texts(paragraph: _Element, numbers: Numbers) -> Iterator[str]:
    """Yield a paragraph's text, cut at line breaks, with the number that the program puts before it."""
    texts = [
        words
        for line in "".join(_pieces(paragraph)).split("\n")
        if (words := " ".join(line.split(" ")).strip())
    ]
    number = numbers.next(paragraph, silent=not texts)
    for text in texts:
        yield number + text
        number = ""
    if number:
        yield number


def _pieces(element: _Element) -> Iterator[str]:
    for child in element:
        name = tag(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "p":  # in a text box
            yield "\n"
            yield from _pieces(child)
            yield "\n"
        elif name not in _UNSEEN and not (name == "r" and (_is_set(child, "vanish") or _is_struck(child))):
            yield from _pieces(child)


def struck_words(element: _Element) -> list[str]:
    """List the words that are struck through, which we leave out."""
    runs = (run for run in element.iter(f"{_W}r") if _is_struck(run))
    words = ("".join(text.text or "" for text in run.iter(f"{_W}t")) for run in runs)
    return [text.strip() for text in words if text.strip()]


def _is_struck(run: _Element) -> bool:
    return _is_set(run, "strike") or _is_set(run, "dstrike")


def _is_set(run: _Element, name: str) -> bool:
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off")
