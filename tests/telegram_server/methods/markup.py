"""Checks of what stands in a message: its length, its buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.telegram_server.entities import Entity, read_text, utf16_length
from tests.telegram_server.errors import bad_request

if TYPE_CHECKING:
    from tests.telegram_server.calls import Call

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
LONGEST_DATA = 64  # bytes
ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}

Markup = dict[str, Any]


def message_text(call: Call) -> tuple[str, list[Entity]]:
    """Read and check a message's text: empty and too long are told of what is left without marks."""
    return checked_text(call.text("text"), call.text("parse_mode"), call.json("entities"))


def checked_text(source: str, mode: str, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    text, entities = read_text(source, mode, given)
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT // 2 and utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption_fields(call: Call) -> dict[str, Any]:
    source = call.text("caption")
    if not source:
        return {}
    text, entities = read_text(source, call.text("parse_mode"), call.json("caption_entities"))
    if utf16_length(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def reply_markup(call: Call) -> tuple[Markup | None, Markup | None]:
    """Read what stands under a message: its inline buttons, and any other keyboard."""
    markup = call.json("reply_markup")
    if not markup:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None, markup
    return inline_keyboard(markup), None


def inline_keyboard(markup: Markup) -> Markup | None:
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [row for row in rows if row]
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not ACTIONS & button.keys():
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S+", button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
