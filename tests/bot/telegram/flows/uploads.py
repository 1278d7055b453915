"""Admins who send plan files, press what stands under the cards, and read what the files below them hold."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import openpyxl
import pytest

from storage.plan_store import PlanStore

if TYPE_CHECKING:
    from storage.plan import PlanItem
    from tests.bot.telegram.flows.conftest import Play
    from tests.telegram_server import Chat, Message, Person

SECOND_ADMIN = 4_000_000_002
HEAD = "工作要点,具体措施,责任单位,完成时间"
ROWS = (
    "加强教学,修订全部专业的教学大纲并报校长办公会审定。,教务处,6月",
    "加强教学,组织新任教师参加暑期集中培训。,教务处,9月",
    "加强教学,完成期末考试试卷质量抽查并通报结果。,教务处,12月",
    "加强服务,完成馆藏古籍数据库一期建设并通过验收。,图书馆,12月",
    "加强服务,面向在校读者开展满意度问卷调查。,图书馆,11月",
    "加强保障,修订差旅和会议费用报销管理办法。,财务处,10月",
)
MOVED = ROWS[3].replace("12月", "10月")
HANDED_ON = ROWS[5].replace("财务处", "审计处")
NEW = "加强保障,更换宿舍楼全部老旧供水管道。,后勤处,8月"
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
_years = count(2031)

BUSY = ("正在", "Reading", "Publishing", "…")
READY = {"zh": "年计划 · ", "en": "Plan 20"}
PUBLISH = {"zh": "发布", "en": "Publish"}
SURE = {"zh": "仍然发布", "en": "all the same"}
CANCEL = {"zh": "取消", "en": "Cancel"}
DOUBTS = {"zh": "逐条核对", "en": "Look at the doubts"}


def a_year() -> int:
    """Give a year that no other test uses."""
    return next(_years)


def a_plan_file(year: int | None, *rows: str) -> bytes:
    title = f"{year}年工作计划" if year else "工作计划"
    return "\n".join((title, HEAD, *(rows or ROWS))).encode()


def uploaders(play: Play) -> dict[str, Uploader]:
    ben = play.server.world.people[SECOND_ADMIN]
    return {"zh": Uploader(play, play.admin, "zh"), "en": Uploader(play, ben, "en")}


@dataclass(frozen=True)
class Uploader:
    """One admin at their private chat with the bot."""

    play: Play
    admin: Person
    language: str

    @property
    def chat(self) -> Chat:
        return self.play.server.private(self.admin)

    def sends(self, content: bytes, name: str = "plan.csv", **options: object) -> Message:
        """Send a file; return the message once it has become more than "reading"."""
        self.admin.sends_file(self.chat, name, content, **options)  # type: ignore[arg-type]
        return self.chat.wait_for(self._is_read, timeout=30)

    def _is_read(self, message: Message) -> bool:
        return not message.text.startswith(BUSY) and "document" not in (message.content or {})

    def presses(self, card: Message, part: str) -> Message:
        """Press the button whose label holds `part`; return the card as it is then."""
        label = next(label for label in card.labels if part in label)
        before = card.changed
        self.admin.presses(card, label).wait()
        self.play.server.wait_until(lambda: card.changed > before and self._is_read(card), timeout=30)
        return card

    def asks_to_write(self, card: Message, button: str, write: str) -> None:
        """Open a doubt's choice and ask for a message to answer in words."""
        self.presses(card, button)
        self.admin.presses(card, next(label for label in card.labels if write in label)).wait()
        self.prompt  # noqa: B018 - waits for it

    @property
    def prompt(self) -> Message:
        return self.chat.wait_for({"zh": "请回复本消息", "en": "Answer this message"}[self.language])

    def answers(self, prompt: Message, text: str) -> Message:
        """Reply to a question for words; return the next question or the card that it leads to."""
        self.admin.replies(prompt, text)
        asked = {"zh": "请回复本消息", "en": "Answer this message"}[self.language]
        return self.chat.wait_for(lambda message: bool(message.labels) or asked in message.text)

    def publishes(self, content: bytes, name: str = "plan.csv", **options: object) -> Message:
        """Send a file and publish it, whatever it loses."""
        card = self.presses(self.sends(content, name, **options), PUBLISH[self.language])
        return self.presses(card, SURE[self.language]) if card.labels else card

    def sheet(self, card: Message, number: int = 0) -> list[tuple[str, ...]]:
        """Read the changes that the file below a card lists, or (1) what is not certain."""
        sent = self.chat.wait_for(lambda message: "document" in (message.content or {}), after=card)
        return rows_of(self.play, sent, number)


def file_in(play: Play, message: Message) -> bytes:
    """Return what a message's file holds."""
    document = (message.content or {})["document"]
    return play.server.world.files.by_id[document["file_id"]].content


def rows_of(play: Play, message: Message, number: int = 0) -> list[tuple[str, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(file_in(play, message)))
    return [
        tuple("" if cell is None else str(cell) for cell in row)
        for row in book.worksheets[number].iter_rows(min_row=2, values_only=True)
    ]


def the_items(play: Play, year: int) -> tuple[PlanItem, ...]:
    store = PlanStore(play.engine)
    versions = store.versions(year)
    return store.items_of(year, versions[-1].number) if versions else ()


def codes_of(play: Play, year: int) -> dict[str, str]:
    return {item.measure: item.code for item in the_items(play, year)}


def version_of(play: Play, year: int) -> int:
    versions = PlanStore(play.engine).versions(year)
    return versions[-1].number if versions else 0
