"""Updates as nobody means them: no unhandled exception, no message to anybody whom it does not concern."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram.request import BaseRequest, RequestData

from bot import handlers
from bot.asking import Asker
from bot.context import Services
from bot.question import Language
from bot.settings import Settings
from bot.subscription_buttons import Act
from bot.telegram.application import build_application
from bot.telegram.dispatch import UnreadableError
from storage.chat_store import ChatStore
from storage.chats import Chat, ChatKind, Person, Role
from storage.database import make_engine, migrate
from storage.department_store import DepartmentStore
from storage.plan_store import PlanStore
from storage.record_log import RecordLog
from storage.subscription_store import SubscriptionStore
from tests.examples import NOW
from tests.telegram_server.entities import read_text, utf16_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.telegram.application import Application

ADMIN, KNOWN, STRANGER, ANONYMOUS = 11, 12, 13, 1_087_968_824
GROUP, LIMITED, PENDING, CHANNEL, FORUM = -21, -22, -23, -1_000_000_000_024, -1_000_000_000_025
ME = {"id": 99, "is_bot": True, "first_name": "Duban", "username": "duban_bot", "can_join_groups": True}


class Recorder(BaseRequest):
    """Takes every request, and checks each as Telegram would."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.number = 1000

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        del method
        parameters = dict(request_data.parameters) if request_data else {}
        result = self.result(url.rpartition("/")[2], parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def result(self, name: str, parameters: dict[str, Any]) -> Any:
        if name == "getMe":
            return ME
        if name == "getChatMember":
            person = {"id": parameters["user_id"], "is_bot": False, "first_name": "x"}
            return {"status": "left", "user": person}
        if name in {"sendMessage", "editMessageText"}:
            self.check(parameters)
            self.number += 1
            chat = {"id": parameters["chat_id"], "type": "group", "title": "x"}
            return {"message_id": self.number, "date": 1, "chat": chat, "text": "x"}
        return True

    def check(self, parameters: dict[str, Any]) -> None:
        text, entities = read_text(parameters["text"], parameters.get("parse_mode"))
        assert 0 < utf16_length(text) <= 4096
        assert len(entities) <= 100
        for row in parameters.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                assert 0 < len(button["callback_data"].encode()) <= 64
        self.sent.append(int(parameters["chat_id"]))


class Bench:
    """The handlers on a bot that talks to nobody, and a loop for them that lasts."""

    def __init__(self, url: str) -> None:
        engine = make_engine(url)
        migrate(engine)
        chats = ChatStore(engine)
        PlanStore(engine).publish(_plan(), file_name="a.txt", content=b"a", now=NOW)
        _seat(chats)
        self.recorder = Recorder()
        self.loop = asyncio.Runner()
        self.threads = ThreadPoolExecutor(2)
        services = Services(
            settings=Settings(admin_ids=(ADMIN,), language=Language.CHINESE, _env_file=None),  # type: ignore[call-arg]
            engine=engine,
            store=PlanStore(engine),
            asker=Asker(PlanStore(engine)),
            chats=chats,
            subscriptions=SubscriptionStore(engine),
            departments=DepartmentStore(engine),
            records=RecordLog(engine),
            clock=lambda: NOW,
            threads=self.threads,
        )
        self.application: Application = build_application(services, "99:x")
        self.application.bot._request = (self.recorder, self.recorder)
        handlers.register(self.application)
        self.engine = engine
        self.loop.run(self.application.initialize())

    def feed(self, update: dict[str, Any]) -> list[int]:
        """Handle an update, to the end; return whom was written to."""
        self.recorder.sent.clear()
        try:
            self.loop.run(self.application.handle(update, 1))
        except UnreadableError:
            assert not self.recorder.sent
        return list(self.recorder.sent)

    def close(self) -> None:
        self.loop.run(self.application.shutdown())
        self.loop.close()
        self.threads.shutdown()
        self.engine.dispose()


def _plan() -> Any:
    from tests.bot.telegram.flows.conftest import the_plan  # noqa: PLC0415

    return the_plan()


def _seat(chats: ChatStore) -> None:
    """Approve some chats, one for a department only, and know some people."""
    for number, kind in (
        (GROUP, ChatKind.GROUP),
        (LIMITED, ChatKind.GROUP),
        (CHANNEL, ChatKind.CHANNEL),
        (FORUM, ChatKind.SUPERGROUP),
    ):
        chats.see(Chat(id=number, kind=kind, title="x"), None)
        chats.decide(number, ADMIN, NOW, approved=True)
    chats.set_scope(LIMITED, ("图书馆",))
    for person, role in ((ADMIN, None), (KNOWN, Role.HEAD)):
        chats.see(Chat(id=person, kind=ChatKind.PRIVATE), Person(id=person, name="x"))
        chats.set_role(person, role, ("教务处",))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(f"sqlite:///{tmp_path_factory.mktemp('hostile')}/duban.db")
    yield made
    made.close()


# -- what people and their programs may send ----------------------------------------------------------------

MARKS = [
    "<b>",
    "</code>",
    "&amp;",
    "\u202e",
    "\u200f",
    "\0",
    "👨‍👩‍👧",
    "🙂" * 3000,
    "图" * 5000,
    " ",
    "\n" * 50,
    "%s{0}{x}",
    "\ud83d",
]
WORDS = [
    "12月", "教务处", "图书馆要完成什么", "谁负责", "2017-3", "2017-99999", "全部", "那11月呢", "what is due in December",
    "and in May?", "@duban_bot", "@DUBAN_BOT", "@other_bot", "/ask", "/due", "/到期", "/my", "/who", "/help", "/lang en",
    "/whoami", "/start x", "/chats", "/admins", "/role 5 head 图书馆", "/role", "/scope all", "/scope -22 图书馆",
    "/ask@duban_bot", "/ask@other_bot", "／", "/",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS + MARKS) | st.text(max_size=30), max_size=5).map(" ".join)
INTEGERS = st.integers(-(2**63), 2**63) | st.integers(-5, 50)
USERS = st.sampled_from([ADMIN, KNOWN, STRANGER, 14, ANONYMOUS, 136_817_688, 777_000]).flatmap(
    lambda number: st.fixed_dictionaries(
        {"id": st.just(number), "is_bot": st.just(number > 1_000_000), "first_name": TEXTS},
        optional={
            "last_name": TEXTS,
            "username": TEXTS,
            "language_code": st.sampled_from(["zh-hans", "en", "fr", "", "zh"]),
        },
    )
)
CHATS = st.sampled_from(
    [
        (ADMIN, "private"), (KNOWN, "private"), (STRANGER, "private"), (14, "private"), (GROUP, "group"), (LIMITED, "group"),
        (PENDING, "group"), (CHANNEL, "channel"), (FORUM, "supergroup"), (-31, "group"), (-32, "gathering"),
    ]
).flatmap(lambda chat: st.fixed_dictionaries({"id": st.just(chat[0]), "type": st.just(chat[1])}, optional={"title": TEXTS, "first_name": TEXTS}))  # fmt: skip
KINDS = ["mention", "text_mention", "bot_command", "url", "pre", "custom_emoji", "unheard_of"]
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS), "offset": INTEGERS, "length": INTEGERS},
        optional={"user": USERS | st.just(ME), "url": TEXTS},
    ),
    max_size=4,
)
SIMPLE = st.fixed_dictionaries(
    {"message_id": st.integers(1, 9), "date": st.integers(0, 2**31 - 1), "chat": CHATS},
    optional={"from": USERS | st.just(ME), "text": TEXTS},
)
MESSAGES = st.fixed_dictionaries(
    {"message_id": st.integers(1, 9), "date": st.integers(0, 2**31 - 1), "chat": CHATS},
    optional={
        "from": USERS | st.just(ME),
        "text": TEXTS,
        "caption": TEXTS,
        "entities": ENTITIES,
        "caption_entities": ENTITIES,
        "reply_to_message": SIMPLE,
        "quote": st.fixed_dictionaries({"text": TEXTS, "position": st.integers(0, 9)}),
        "message_thread_id": st.integers(0, 9),
        "is_topic_message": st.booleans(),
        "sender_chat": CHATS,
        "via_bot": st.just(ME),
        "is_automatic_forward": st.just(True),
        "new_chat_members": st.lists(USERS, max_size=2),
        "left_chat_member": USERS,
        "new_chat_title": TEXTS,
        "sticker": st.just({"x": 1}),
        "dice": st.just({"emoji": "🎲", "value": 3}),
        "something_new": st.just({"x": [1, None]}),
    },
)
STATUSES = st.sampled_from(
    ["member", "left", "kicked", "administrator", "restricted", "creator", "unheard_of"]
)
MEMBERS = st.fixed_dictionaries(
    {"status": STATUSES, "user": USERS | st.just(ME)},
    optional={"is_member": st.booleans(), "until_date": st.just(0), "is_anonymous": st.booleans()},
)
CHANGES = st.fixed_dictionaries(
    {"chat": CHATS, "from": USERS, "date": st.just(1), "old_chat_member": MEMBERS, "new_chat_member": MEMBERS}
)
DATA = st.one_of(
    TEXTS,
    st.from_regex(r"\A[vrlc]:[A-Za-z0-9_:-]{0,50}\Z"),
    st.builds(
        "v:{}:{}:{}:{}:{}".format,
        st.just("A" * 12),
        INTEGERS,
        st.sampled_from(["", "o", "a"]),
        INTEGERS,
        TEXTS,
    ),
    st.builds("c:{}:{}".format, st.sampled_from([GROUP, LIMITED, PENDING, 14, -999]), st.sampled_from("oyn")),
    st.builds(
        "s:{}:{}:{}:{}:{}".format,
        st.sampled_from(["", GROUP, LIMITED, PENDING, 14, -999, "-"]),
        st.sampled_from(["", "7"]),
        st.sampled_from(list(Act)),
        st.sampled_from(
            ["", "on", "off", "+30d", "-0d", "+", "0900", "9999", "zh", "xx", "+zz", "+1a2b3c4d"]
        ),
        st.integers(0, 200),
    ),
    st.from_regex(r"\An:(zh|en):m?[0-9]{4}-[0-9]{1,6}\Z"),
    st.from_regex(r"\Ap:(d:[0-9]{1,7}:[0-9]{1,4}:[0-9]{1,3}|h:-?[0-9]{0,5}::[at]:[0-9]{1,4})\Z"),
    st.sampled_from(["l:zh", "l:en", "l:auto", "c:list:1", "c:list:999"]),
)
PRESSES = st.fixed_dictionaries(
    {"id": TEXTS, "from": USERS, "chat_instance": st.just("1")},
    optional={"message": SIMPLE, "data": DATA, "inline_message_id": TEXTS, "game_short_name": TEXTS},
)
INLINE = st.fixed_dictionaries({"id": TEXTS, "from": USERS, "query": TEXTS, "offset": TEXTS})
UPDATES = st.one_of(
    st.sampled_from(["message", "edited_message", "channel_post", "edited_channel_post"]).flatmap(
        lambda kind: MESSAGES.map(lambda message: {kind: message})
    ),
    PRESSES.map(lambda press: {"callback_query": press}),
    INLINE.map(lambda query: {"inline_query": query}),
    st.sampled_from(["my_chat_member", "chat_member"]).flatmap(
        lambda kind: CHANGES.map(lambda change: {kind: change})
    ),
    st.dictionaries(st.text(max_size=9), st.none() | INTEGERS | TEXTS, max_size=2),
)


def concerned(update: dict[str, Any]) -> set[int]:
    """Whom an update may bring a message: the chat it came from, and the admin."""
    content = next((part for part in update.values() if isinstance(part, dict)), {})
    about = content.get("message", content)
    return {ADMIN, about.get("chat", {}).get("id")}


def keeps_its_manners(number: int) -> Callable[[Bench], None]:
    @settings(max_examples=number, suppress_health_check=list(HealthCheck), deadline=None)
    @given(update=UPDATES)
    def try_many(bench: Bench, update: dict[str, Any]) -> None:
        allowed = concerned(update)
        decided = _decided(update)
        for chat in bench.feed({"update_id": 1, **update}):
            assert chat in allowed | decided

    return try_many


def _decided(update: dict[str, Any]) -> set[int]:
    """Whom an admin's decision about a chat tells: that chat."""
    data = str(update.get("callback_query", {}).get("data", ""))
    return (
        {int(data.split(":")[1])}
        if data.startswith("c:")
        and data.endswith(":y")
        and data.count(":") == 2
        and data.split(":")[1].lstrip("-").isdigit()
        else set()
    )


test_hundreds_of_hostile_updates_harm_nobody = keeps_its_manners(300)
test_thousands_of_hostile_updates_harm_nobody = pytest.mark.slow(
    pytest.mark.timeout(1800)(keeps_its_manners(10_000))
)
