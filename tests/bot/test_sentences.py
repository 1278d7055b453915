"""What lower layers say in English is said in the asked language, and no sentence of theirs is forgotten."""

from __future__ import annotations

import ast
import re
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
import scheduler
import storage
from bot.catalogue import catalogue
from bot.question import Language
from bot.sentence_list import PHRASES, SENTENCES
from bot.sentences import say_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

CHINESE, ENGLISH = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
SAYING = re.compile(r"\w*Error|Problem|_?warn(ing)?|too_much")
"""Calls whose texts people read."""
NOT_FOR_PEOPLE = {
    "ValueError",
    "TypeError",
    "RuntimeError",
    "AssertionError",
    "KeyError",
    "NotImplementedError",
}
STATEMENT = re.compile(r"(SELECT|SET|PRAGMA|BEGIN|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER) ")
SENTENCE = re.compile(r"(?=.*[A-Za-z]{2,} [a-z]).*[.?]|(?=[A-Z{“])\S+ [a-z]+ .*[\w.?}]", re.DOTALL)

HAN = re.compile("[\u4e00-\u9fff]")
UNSAID = re.compile(r"[a-z]{2,} [a-z]{2,}|[A-Z][a-z]+ [a-z]{2,}")
"""English words side by side: a second sentence that no template fits."""


def _skeleton(text: str) -> str:
    """Write each value as {}; values side by side are one."""
    return re.sub(r"(\{\})+", "{}", re.sub(r"\{\w*\}", "{}", text))


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _texts(tree: ast.AST) -> Iterator[str]:
    """Collect what is said: whole literals, and those handed to what makes an error or a problem."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        if not isinstance(node, ast.expr) or id(node) in parts | docstrings:
            continue
        text = _text(node)
        if text and SENTENCE.fullmatch(text) and not STATEMENT.match(text):
            yield text
        if isinstance(node, ast.Call):
            yield from _said(node)


def _said(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if SAYING.fullmatch(name) and name not in NOT_FOR_PEOPLE and call.args:
        text = _text(call.args[0] if name.endswith("Error") or name == "too_much" else call.args[-1])
        if text and text.strip("{} "):
            yield text


@cache
def sentences_of(package: str) -> frozenset[str]:
    root = Path({"storage": storage, "scheduler": scheduler, "bot": bot}[package].__file__ or "").parent
    files = [
        path for path in root.rglob("*.py") if "migrations" not in path.parts and path.parts[-2] != "telegram"
    ]
    return frozenset(
        _skeleton(text) for path in files for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
    )


@pytest.mark.parametrize("text", sorted(sentences_of("storage") | sentences_of("scheduler")))
def test_each_sentence_of_the_lower_layers_can_be_said_in_chinese(text: str) -> None:
    filled = text.replace("{}", "42")
    said = [say_sentence(each, CHINESE) for each in (filled, f"{filled}.")]
    assert any(HAN.search(each) and not UNSAID.search(each) for each in said), said


@pytest.mark.parametrize("template", [*SENTENCES, *PHRASES])
def test_a_template_is_found_by_what_it_says(template: str) -> None:
    values = {name: f"«{number}»" for number, name in enumerate(re.findall(r"\{(\w+)\}", template))}
    assert say_sentence(template.format(**values), CHINESE) == CHINESE.say(template, **values)


@given(st.text(max_size=300))
def test_what_no_template_fits_stays_as_it_is(text: str) -> None:
    assert say_sentence(text, ENGLISH) == text
    assert say_sentence(f"¿{text}", CHINESE) == f"¿{text}" or any(mark in text for mark in ":.;? ")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "The assisting department may also be 办公室: the page leaves open to which cell it belongs.",
            "配合单位也可能是“办公室”：从页面上看不出属于哪一格。",
        ),
        (
            "The point numbered 3 comes after number 1: is one missing?",
            "编号为 3 的要点排在第 1 号之后，是否漏了一个？",
        ),
        (
            "This looks like a PDF file, not text. Save the plan as one of: .csv, .docx.",
            "这不是文本，而是：PDF 文件。请把计划另存为以下格式之一：.csv, .docx。",
        ),
        ("/tmp/a. b/c.txt cannot be read: Permission denied.", "/tmp/a. b/c.txt 无法读取：没有权限。"),
        (
            "TIMEZONE is not valid: no such time zone; write it like Asia/Shanghai. PORT is not valid: 7.",
            "TIMEZONE 的值无效：没有这个时区，请写成 Asia/Shanghai 的样子。PORT 的值无效：7。",
        ),
        ("Sheet1!B7", "Sheet1!B7"),
        ("page 3, row 4", "第 3 页第 4 行"),
    ],
)
def test_a_sentence_keeps_its_values(sentence: str, said: str) -> None:
    assert say_sentence(sentence, CHINESE) == said
    assert say_sentence(sentence, ENGLISH) == sentence


def test_a_long_text_is_looked_through_in_no_time() -> None:
    started = time.perf_counter()
    say_sentence("The file is. " * 60, CHINESE)
    assert time.perf_counter() - started < 1
