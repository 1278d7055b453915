"""Words that cannot name a department, and names that only look like them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.names import words
from bot.understanding.reserved import is_reserved

TODAY = date(2017, 3, 5)
RESERVED = words(
    "12月 3月份 本月 下周 明天 一季度 上半年 年底 春节 2018 2018年 最近 每月 全部 所有部门 各部门 全局 我部门 计划 "
    "年度计划 任务 工作 谁负责 负责 完成 到期 逾期 什么 多少 哪些 要完成什么 第112项 帮助 提醒 你好 谢谢 的 月 和 "
    "/help /别名 help all everything December may plan tasks who deadline overdue due"
)
FREE = words(
    "扶贫办 局扶贫办公室 馆里 工程部 IT HR 三期办 计划处 督办室 计划财务处 财务 审计 图书馆 R&D 12号楼 2025办 "
    "中国制造2025办公室 项目部 项目办 综合 办公室 重点办 任务办 三处 十一局 计划生育办 Finance Sales 工会 春晚办 二院 K12"
)


@pytest.mark.parametrize("word", [*RESERVED, "this month", "next deadline", "所有人", "本部门"])
def test_a_word_that_says_when_whose_what_or_who_is_reserved(word: str) -> None:
    assert is_reserved(word, TODAY)


@pytest.mark.parametrize("name", [*FREE, "Audit Dept", "the library"])
def test_a_name_is_free_though_it_may_hold_such_a_word(name: str) -> None:
    assert not is_reserved(name, TODAY)
