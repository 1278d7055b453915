"""A message as it stands now, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.telegram_server.bots import BotAccount

if TYPE_CHECKING:
    from tests.telegram_server.chats import Chat
    from tests.telegram_server.entities import Entity
    from tests.telegram_server.users import User


class Edition(NamedTuple):
    """What a message said before an edit."""

    text: str
    buttons: tuple[tuple[str, ...], ...]


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """`content` holds the fields of other kinds (document, caption, service notes) as the API names them.

    `changed` counts up over the whole server: the later a message was sent or edited, the higher.
    """

    chat: Chat
    id: int
    date: int
    changed: int
    author: User | None = None  # who really wrote it
    sender: User | None = None  # as whom it is shown
    text_or_none: str | None = None
    entities: list[Entity] | None = None
    content: dict[str, Any] | None = None
    markup: dict[str, Any] | None = None
    keyboard: dict[str, Any] | None = None  # any other reply_markup: the API does not give it back
    thread: int | None = None
    reply_to: Message | None = None
    sender_chat: Chat | None = None
    via: User | None = None
    inline_id: str | None = None
    edited: int | None = None
    deleted: bool = False
    service: bool = False
    history: list[Edition] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text, or a file's caption."""
        if self.text_or_none is not None:
            return self.text_or_none
        return str((self.content or {}).get("caption", ""))

    @property
    def buttons(self) -> tuple[tuple[str, ...], ...]:
        """The labels of the inline buttons, row by row."""
        return tuple(tuple(str(button["text"]) for button in row) for row in self._rows())

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for row in self.buttons for label in row)

    @property
    def from_bot(self) -> bool:
        return isinstance(self.author, BotAccount)

    def data_of(self, button: str) -> str:
        """Return the callback data of the button with this label (or with this very data)."""
        data = {b["text"]: b["callback_data"] for row in self._rows() for b in row if "callback_data" in b}
        if button in data:
            return str(data[button])
        if button in data.values():
            return button
        raise LookupError(f"no button {button!r} to press under {self.text!r}; there are {list(data)}")

    def _rows(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    def entity_text(self, entity: Entity) -> str:
        raw = self.text.encode("utf-16-le", "surrogatepass")
        first = 2 * entity["offset"]
        return raw[first : first + 2 * entity["length"]].decode("utf-16-le", "replace")

    @property
    def all_entities(self) -> list[Entity]:
        return self.entities or (self.content or {}).get("caption_entities") or []

    def to_dict(self, *, nested: bool = True) -> dict[str, Any]:
        """Return the message as the API shows it; a replied-to message inside shows no reply of its own."""
        shown: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.chat.to_dict()}
        if self.sender is not None:
            shown["from"] = self.sender.to_dict()
        if self.sender_chat is not None:
            shown["sender_chat"] = self.sender_chat.to_dict()
        if self.text_or_none is not None:
            shown["text"] = self.text_or_none
        if self.content:
            shown.update(self.content)
        if self.entities:
            shown["entities"] = self.entities
        if self.edited:
            shown["edit_date"] = self.edited
        if self.markup:
            shown["reply_markup"] = self.markup
        self._show_place(shown)
        if nested and self.reply_to is not None and not self.reply_to.deleted:
            shown["reply_to_message"] = self.reply_to.to_dict(nested=False)
        return shown

    def _show_place(self, shown: dict[str, Any]) -> None:
        if self.thread is not None:
            shown |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.via is not None:
            shown["via_bot"] = self.via.to_dict()

    def __repr__(self) -> str:
        author = self.author.name if self.author else "the channel"
        return f"<{author} in {self.chat.title!r}: {self.text!r} {list(self.labels)}>"
