"""The HTTP side: requests read, faults let loose, methods called, answers written."""

from __future__ import annotations

import asyncio
import json
import re
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.telegram_server.calls import Call, Upload
from tests.telegram_server.errors import ApiError
from tests.telegram_server.methods import METHODS
from tests.telegram_server.polling import Polls

if TYPE_CHECKING:
    from tests.telegram_server.bots import BotAccount
    from tests.telegram_server.faults import Faults, Kind
    from tests.telegram_server.world import World

METHOD_PATH = re.compile(r"/bot([^/]+)/([^/]+)/?")
FILE_PATH = re.compile(r"/file/bot([^/]+)/(.+)")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
NOT_FOUND = ApiError(404, "Not Found")
LARGEST_BODY = 64 * 1024 * 1024


class Site:
    """Answers requests. `latency` is added to each, in seconds, before it has any effect."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.latency = 0.0
        self.polls = Polls(world)
        self.stopping = asyncio.Event()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        found = METHOD_PATH.fullmatch(request.path)
        if found is None:
            return self._file(request.path)
        try:
            call = await self._read(request, found[1], found[2])
        except ApiError as error:
            return _refused(error)
        polls = call.method.lower() == "getupdates"
        self._begin(call, polls=polls)
        try:
            return await self._answer(request, call, polls=polls)
        finally:
            self._end(polls=polls)

    async def _answer(self, request: web.BaseRequest, call: Call, *, polls: bool) -> web.StreamResponse:
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.faults.strike(call.method.lower(), call.values.get("chat_id"))
        if fault is not None and not fault.delivered:
            return await self._fail(request, call, fault)
        response = await self._poll(call) if polls else self.call(call)
        return response if fault is None else await self._fail(request, call, fault)

    async def _poll(self, call: Call) -> web.Response:
        try:
            result = await self.polls.fetch(call)
        except ApiError as error:
            call.status = error.code
            return _refused(error)
        call.status = 200
        return _json(200, {"ok": True, "result": result})

    def call(self, call: Call) -> web.Response:
        """Let a method take effect."""
        method = METHODS.get(call.method.lower(), _unknown)
        try:
            with self.world.changed:
                result = method(self.world, call)
        except ApiError as error:
            call.status = error.code
            return _refused(error)
        call.status = 200
        return _json(200, {"ok": True, "result": result})

    async def _fail(self, request: web.BaseRequest, call: Call, fault: Kind) -> web.StreamResponse:
        if fault.error is not None:
            call.status = fault.error.code
            return _refused(fault.error)
        if fault.status is not None:
            call.status = fault.status
            return web.Response(status=fault.status, body=fault.body, content_type=fault.content_type)
        call.status = 0
        if fault.hangs:
            await self.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError

    async def _read(self, request: web.BaseRequest, token: str, method: str) -> Call:
        bot = self._bot(token)
        values: dict[str, Any] = dict(parse_qsl(request.query_string, keep_blank_values=True))
        files: dict[str, Upload] = {}
        kind = request.content_type
        if kind == "multipart/form-data":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = Upload(value.filename, value.file.read(), value.content_type)
                else:
                    values[name] = value
        elif request.can_read_body:
            values |= _fields(await request.read(), kind)
        return Call(bot, method, values, files)

    def _bot(self, token: str) -> BotAccount:
        bot = self.world.bots.get(token)
        if bot is not None:
            return bot
        raise ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else NOT_FOUND

    def _file(self, path: str) -> web.Response:
        found = FILE_PATH.fullmatch(path)
        file = self.world.files.at(found[2]) if found and found[1] in self.world.bots else None
        if file is None:
            return _refused(NOT_FOUND)
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _begin(self, call: Call, *, polls: bool) -> None:
        with self.world.changed:
            self.world.calls.append(call)
            self.world.counts[call.method.lower()] += 1
            if not polls:
                self.world.active += 1
                self.world.last_activity = monotonic()

    def _end(self, *, polls: bool) -> None:
        with self.world.changed:
            if not polls:
                self.world.active -= 1
                self.world.last_activity = monotonic()
            self.world.changed.notify_all()


def _fields(body: bytes, kind: str) -> dict[str, Any]:
    """Read a form or a JSON object; both hold the parameters by name."""
    if kind != "application/json":
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        fields = json.loads(body)
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(fields, dict):
        raise ApiError(400, "Bad Request: object expected")
    return fields


def _unknown(_world: World, _call: Call) -> None:
    raise ApiError(404, "Not Found: method not found")


def _refused(error: ApiError) -> web.Response:
    return _json(error.code, error.to_dict())


def _json(status: int, content: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=json.dumps(content).encode(), content_type="application/json")
