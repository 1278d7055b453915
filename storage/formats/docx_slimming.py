"""A large .docx file without what is nothing but looks: Word says fonts and colours anew in each cell. PURE.

The library holds a file's whole tree in memory, and looks are nine tenths of it. So they are taken out while
the file is read as a stream.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO, TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEPT = {
    f"{_W}rPr": ("strike", "dstrike", "vanish"),
    f"{_W}pPr": ("pStyle", "numPr"),
    f"{_W}tcPr": ("gridSpan", "vMerge"),
}
"""What of a run's, a paragraph's and a cell's properties is read."""
_LARGE = 5_000_000  # bytes of one part


def slimmed(data: bytes) -> bytes:
    """Return a .docx file of which a large text has lost its looks; a small one stays as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        large = {entry.filename for entry in package.infolist() if _is_large_text(entry)}
        if not large:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as slim:
            for name in dict.fromkeys(package.namelist()):
                with package.open(name) as part:
                    slim.writestr(name, _plain(part) if name in large else part.read())
        return out.getvalue()


def _is_large_text(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _LARGE and entry.filename.lower().startswith("word/document")


def _plain(part: IO[bytes]) -> bytes:
    parsing = etree.iterparse(part, events=("end",), tag=tuple(_KEPT), resolve_entities=False)
    for _, properties in parsing:
        _strip(properties)
    plain: bytes = etree.tostring(parsing.root, encoding="UTF-8", xml_declaration=True)
    return plain


def _strip(properties: _Element) -> None:
    kept = [*properties.iterchildren(*(_W + name for name in _KEPT[properties.tag]))]
    parent = properties.getparent()
    if kept or parent is None:
        properties.clear()
        properties.extend(kept)
    else:
        parent.remove(properties)
