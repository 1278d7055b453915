"""Whether a message is meant for the bot, and what it asks. PURE.

In private everything is. Elsewhere: a command, a mention in any case, or a reply to the bot; what the
messenger marks as a mention is taken, and so is the bare name, since marks are missing at times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

COMMAND = re.compile(r"[/／]([A-Za-z][A-Za-z0-9_]{0,31})(?:@([A-Za-z0-9_]+))?(?=\s|$)")
RUN_ON = re.compile(r"[/／]([A-Za-z]{1,32})(?:@([A-Za-z0-9_]+))?(?=\d*[^\x00-\x7f])")
"""A question written right behind a command (/ask图书馆12月, /due12月); to the messenger that is none."""
CHINESE = re.compile(r"[/／]([\u4e00-\u9fff]+)(?:@([A-Za-z0-9_]+))?")


class Command(StrEnum):
    """What can be asked for by a command."""

    START = "start"
    HELP = "help"
    ASK = "ask"
    MY = "my"
    DUE = "due"
    WHO = "who"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIPTIONS = "subscriptions"
    DRYRUN = "dryrun"
    DELIVERIES = "deliveries"
    COVERAGE = "coverage"
    LANG = "lang"
    WHOAMI = "whoami"
    DEPARTMENTS = "departments"
    ALIAS = "alias"
    RENAME = "rename"
    MERGE = "merge"
    LOG = "log"
    BACKUP = "backup"
    CHATS = "chats"
    ADMINS = "admins"
    ROLE = "role"
    SCOPE = "scope"
    RELOAD = "reload"
    VERSIONS = "versions"
    ROLLBACK = "rollback"


ASKING = {Command.ASK, Command.MY, Command.DUE, Command.WHO}
"""Commands that are questions: when one is edited, its answer is."""
CHINESE_COMMANDS = {
    "开始": Command.START,
    "帮助": Command.HELP,
    "问": Command.ASK,
    "提问": Command.ASK,
    "我的": Command.MY,
    "我的任务": Command.MY,
    "到期": Command.DUE,
    "谁": Command.WHO,
    "谁负责": Command.WHO,
    "订阅": Command.SUBSCRIBE,
    "退订": Command.UNSUBSCRIBE,
    "取消订阅": Command.UNSUBSCRIBE,
    "我的订阅": Command.SUBSCRIPTIONS,
    "订阅列表": Command.SUBSCRIPTIONS,
    "预演": Command.DRYRUN,
    "提醒预演": Command.DRYRUN,
    "发送记录": Command.DELIVERIES,
    "覆盖": Command.COVERAGE,
    "提醒覆盖": Command.COVERAGE,
    "语言": Command.LANG,
    "我是谁": Command.WHOAMI,
    "部门": Command.DEPARTMENTS,
    "部门列表": Command.DEPARTMENTS,
    "别名": Command.ALIAS,
    "改名": Command.RENAME,
    "更名": Command.RENAME,
    "合并": Command.MERGE,
    "日志": Command.LOG,
    "操作记录": Command.LOG,
    "备份": Command.BACKUP,
    "群聊": Command.CHATS,
    "管理员": Command.ADMINS,
    "角色": Command.ROLE,
    "范围": Command.SCOPE,
    "重新加载": Command.RELOAD,
    "版本": Command.VERSIONS,
    "回退": Command.ROLLBACK,
}
"""Words that people put behind a slash; the messenger itself knows only ASCII commands."""


@dataclass(frozen=True)
class Said:
    """A message's text as far as addressing needs it.

    `mentions` are the spans (in characters) that the messenger marks as a mention of the bot by its number,
    `others` those of other people; `quoted` is the text of the message that it replies to.
    """

    text: str
    private: bool
    replies_to_bot: bool = False
    mentions: tuple[tuple[int, int], ...] = ()
    others: tuple[tuple[int, int], ...] = ()
    quoted: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked of the bot: a command with what stands behind it, or a question (no command)."""

    text: str
    command: Command | None = None

    @property
    def is_question(self) -> bool:
        return self.command is None or self.command in ASKING


def request_in(said: Said, username: str) -> Request | None:
    """Return what a message asks of the bot called `username`; None where it is not meant for it."""
    text, mentioned = _without_mentions(said, username)
    addressed = said.private or said.replies_to_bot or mentioned
    called = _command(text, username)
    if called is _ANOTHERS:
        return None
    if isinstance(called, Request):
        return _with_quoted(called, said)
    if text[:1] in "/／" and text:
        return Request("", Command.HELP) if said.private or mentioned else None
    if not addressed:
        return None
    if not text:
        return Request(said.quoted) if mentioned and said.quoted.strip() else Request("", Command.HELP)
    return Request(text)


def _with_quoted(request: Request, said: Said) -> Request:
    """Let a bare /ask in reply to a message ask what that message says."""
    if request.command is Command.ASK and not request.text:
        return Request(said.quoted.strip(), Command.ASK)
    return request


_ANOTHERS = object()


def _command(text: str, username: str) -> Request | object | None:
    """Read a command; `_ANOTHERS` if it names another bot, None if there is none that we know."""
    match = COMMAND.match(text) or RUN_ON.match(text)
    if match:
        if match[2] and match[2].lower() != username.lower():
            return _ANOTHERS
        name = match[1].lower()
        return Request(text[match.end() :].strip(), Command(name)) if name in set(Command) else None
    match = CHINESE.match(text)
    if not match:
        return None
    if match[2] and match[2].lower() != username.lower():
        return _ANOTHERS
    word = next(
        (match[1][:end] for end in range(len(match[1]), 0, -1) if match[1][:end] in CHINESE_COMMANDS), ""
    )
    if not word:
        return None
    return Request((match[1][len(word) :] + text[match.end() :]).strip(), CHINESE_COMMANDS[word])


def _without_mentions(said: Said, username: str) -> tuple[str, bool]:
    """Take the mentions out of a text; say whether there were any of the bot."""
    text = said.text
    for start, end in sorted((*said.mentions, *said.others), reverse=True):
        text = text[:start] + " " + text[end:]
    text = text.strip()
    if not username:
        return text, bool(said.mentions)
    # A name right after a command belongs to the command: it says whose it is.
    own = re.compile(rf"(?<![\w@/.])@{re.escape(username)}(?![A-Za-z0-9_])", re.IGNORECASE)
    rest, count = own.subn(" ", text)
    return rest.strip(), bool(said.mentions) or count > 0
