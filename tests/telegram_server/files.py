"""Files that people sent or bots uploaded, under the ids that stand for them."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.telegram_server.errors import bad_request

LARGEST_DOWNLOAD = 20 * 1024 * 1024
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


@dataclass(frozen=True)
class StoredFile:
    """One file; `size` is what Telegram says of it, which a test may make larger than the content is."""

    id: str
    name: str
    content: bytes
    size: int
    mime: str

    @property
    def unique_id(self) -> str:
        return f"AQAD{sha256(self.content).hexdigest()[:12]}"

    @property
    def path(self) -> str:
        return f"documents/{self.id}_{self.name.rpartition('.')[2] or 'bin'}"

    def to_dict(self) -> dict[str, Any]:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}

    def as_document(self) -> dict[str, Any]:
        return {"file_name": self.name, "mime_type": self.mime, **self.to_dict()}

    def as_photo(self) -> list[dict[str, Any]]:
        return [{"width": 800, "height": 600, **self.to_dict()}]

    @property
    def is_picture(self) -> bool:
        return self.content.startswith(PICTURES)


@dataclass
class FileShelf:
    """All files of a server, by id."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)

    def keep(self, name: str, content: bytes, mime: str | None = None, size: int | None = None) -> StoredFile:
        number = f"BQACAgUAAxkBAAI{len(self.by_id) + 1:08d}"
        mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = StoredFile(number, name, content, len(content) if size is None else size, mime)
        self.by_id[number] = file
        return file

    def known(self, file_id: str) -> StoredFile:
        """Find what a bot sends again by its id."""
        if file_id not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]

    def downloadable(self, file_id: str) -> StoredFile:
        if file_id not in self.by_id:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        file = self.by_id[file_id]
        if file.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return file

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self.by_id.values() if file.path == path), None)
