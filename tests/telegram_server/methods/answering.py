"""Methods that answer what people wait for: pressed buttons, inline queries."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from tests.telegram_server.errors import bad_request
from tests.telegram_server.methods.markup import checked_text, inline_keyboard
from tests.telegram_server.people import INLINE_CACHE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.telegram_server.calls import Call
    from tests.telegram_server.queries import Query
    from tests.telegram_server.world import World

Kind = TypeVar("Kind", bound="Query")

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LONGEST_NOTICE = 200
MOST_RESULTS = 50


def answer_callback_query(world: World, call: Call) -> bool:
    press = _open(world.presses, call, "callback_query_id")
    if len(call.text("text")) > LONGEST_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = call.parameters
    world.changed.notify_all()
    return True


def answer_inline_query(world: World, call: Call) -> bool:
    results = call.json("results")
    if not isinstance(results, list):
        raise bad_request("results must be an Array")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    _check_ids([result.get("id", "") for result in results])
    for result in results:
        _check_result(result)
    query = _open(world.inline_queries, call, "inline_query_id")
    query.answer = {**call.parameters, "results": results}
    cache_time = call.integer("cache_time")
    until = monotonic() + (INLINE_CACHE if cache_time is None else cache_time)
    whose = query.person.id if call.flag("is_personal") else None
    world.inline_cache[query.bot.id, query.text, query.offset, whose] = (until, query.answer)
    world.changed.notify_all()
    return True


def _open(queries: Mapping[str, Kind], call: Call, name: str) -> Kind:
    query = queries.get(call.text(name))
    if query is None or query.bot is not call.bot or not query.is_open:
        raise bad_request(TOO_OLD)
    return query


def _check_ids(ids: list[str]) -> None:
    if any(not 1 <= len(str(number).encode()) <= 64 for number in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")


def _check_result(result: dict[str, Any]) -> None:
    """Check that an article has a title, and a text to send like any message's."""
    if result.get("type") == "article":
        if not result.get("title"):
            raise bad_request("ARTICLE_TITLE_EMPTY")
        content = result.get("input_message_content")
        if not isinstance(content, dict):
            raise bad_request("input message content is not specified")
        checked_text(content.get("message_text", ""), content.get("parse_mode", ""), content.get("entities"))
    if isinstance(result.get("reply_markup"), dict) and "inline_keyboard" in result["reply_markup"]:
        inline_keyboard(result["reply_markup"])
