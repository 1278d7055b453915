"""Words that carry no topic: what people say around the thing they ask about. PURE.

`SAFE` words may be stripped from the ends of a phrase at any time, `TAIL` words from its end; `WEAK` ones
only where the plan does not have the phrase with them (召开 in 召开现场会). `GENERIC` nouns alone do not
tell one item from another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def words(text: str) -> tuple[str, ...]:
    """Take apart a list written with blanks between its words."""
    return tuple(text.split())


SAFE = words(
    "谢谢 多谢 辛苦了 请问 请教 麻烦 帮我 帮忙 劳驾 您好 你好 查一下 查一查 查查 查询 查下 查找 搜索 "
    "搜一下 看一下 看一看 看看 看下 列出 列一下 列举 给我 告诉我 我想知道 想知道 我想 想问 想看 问一下 "
    "问下 说说 说一下 讲讲 发一下 打开 了解一下 的 了 吗 呢 吧 啊 呀 哦 哈 嘛 么 呗 是否 是不是 不是 有没有 "
    "能不能 可不可以 好不好 我不知道 不知道 不清楚 不好意思 "
    "还有 别的 都有 就有 没有 需要 应该 应当 必须 可以 能否 已经 关于 有关 相关 涉及 对于 针对 属于 等等 "
    "方面 如何 怎么样 怎样 怎么 咋样 到哪了 到哪一步 这些 那些 这个 那个 它们 他们 我们 咱们 你们 大家 各个 "
    "各部门 各单位 每个部门 全部 所有 一共 总共 共有 合计 目前 现在 当前 最近 近期 的话 以及 还是 或者 "
    "一下 另外 然后 那么 所以 因为 如果 里面 其中 之内 以内 期间 之前 之后 以前 以后 哪些 哪个 什么 多少 "
    "哪几 谢了 尽快 速回 在线等 急用 紧急 领导要 领导让 领导问 领导催 老板要 忙不忙 搞定 交差 "
    "劳烦 拜托 赶紧 详细内容 具体内容 详细 麻烦了 帮个忙 汇总一下 整理一下 了没 了没有"
)

TAIL = words(
    "工作 任务 事项 事情 情况 进展 进度 状态 现状 详情 重点任务 重点工作 工作任务 工作安排 清单 列表 名单 "
    "有几个 到期 截止 部门 单位"
)

WEAK = words(
    "完成 落实 推进 开展 组织 召开 举办 举行 制定 编制 起草 提交 上报 报送 报 交 汇报 实施 启动 开始 结束 "
    "做好 做 干 办 办理 搞 弄 管 跟进 承接 出台 印发 发布 发 参加 参与 配合 协助 支持 进行 加强 抓好 抓 "
    "做完 干完 交付 验收 完 负责 牵头 承担 承办 主办 共同 分别 联合 一起 同时 主责 归口 责任 汇总 统计 "
    "展示 显示 打印 了解 梳理 安排 内容 项目 具体 主要 重点 计划 年度 要点 工作要点 工作计划 督办 待办 "
    "时间 日期 时候 节点 时间节点 期限 时限 完成时间 完成时限 截止时间 截止日期 截至 处室 科室 要求 "
    "有关部门 相关部门 总数 总 事 是 有 还 也 都 就 又 再 才 只 先 该 须 需 要 将 正在 已 之 等 能 会 应 "
    "来 去 用 让 在 对 为 由 被 把 给 到 于 从 中 内 里 本 各 其 它 他 她 我 你 您 这 那 第 个 项 条 件 "
    "号 和 与 及 跟 或 并 且 但 哪 啥 几 谁 前 后 上 下 时 所 很 最 更 太 同 得 地 着 请 查 看 列 问 找 "
    "叫 帮 替 类 准备 东西 玩意 玩意儿 啥子 活 活儿 差事 担子 手头 手上 手里 干得 做得 办得 搞得 弄得 "
    "进行 顺利"
)

GENERIC = frozenset(
    words(
        "工作 任务 活动 方案 计划 报告 会议 项目 事项 措施 办法 制度 机制 体系 系统 平台 管理 建设 服务 "
        "情况 材料 意见 通知 文件 总结 规划 目标 要求 要点 业务 部门 单位 中心 组织 开展 推进 完成 落实 "
        "相关 有关 进展 进度 方面 问题 重点 主要 具体 内容 推动 加强 做好 实施 一批 各级 国家 全国 年度 "
        "第一 第二 第三 今年 本年 名称 方式 标准 面向"
    )
)

# English words that carry no topic.
ENGLISH = frozenset(
    words(
        "hello hi hey thanks thank a an the of for in on at to by from with about into and or is are was "
        "were be been being do does did doing has have had having will would shall should can could may "
        "might must need needs needed what what's which who who's whose whom when when's where why how "
        "many much there there's any anything something everything nothing all every each some no not yet "
        "please pls show list tell give send display open find search look see check know want like say "
        "ask let get got getting me us i i'm we we're you your yours he she they them it it's its this "
        "that that's these those my our ours their mine task tasks item items work works thing things "
        "plan plans project projects action actions activity activities duty duties due deadline "
        "deadlines date dates owe owes owed owing deliver delivers delivery deliverable deliverables "
        "submit submits submitted complete completes completed finish finishes finished done do "
        "responsible responsibility responsibilities accountable charge lead leads leading head heads own "
        "owns owner owners owned handle handles handling run runs running assigned assign department "
        "departments dept depts division divisions office offices center centers centre centres unit "
        "units team teams bureau still left remain remains remaining now currently going go goes happen "
        "happening happens come coming up out next related relating regarding concerning re status "
        "progress update updates details detail info information so also just only more most least than "
        "then s t re ve ll am pm if but as per via etc ok well exactly actually organise organize "
        "organises organizes organizing take takes care expected supposed scheduled start starts begin "
        "begins ends end target timeline schedule overview summary total number count long soon late "
        "asap urgent urgently thx ty cheers ddl ddls todo todos to-do to-dos plate workload milestone "
        "milestones fyi kindly "
        "quick quickly immediately anyone anybody nobody someone "
        "priority priorities agenda overdue whats what're whos "
        "whens who're don't doesn't hasn't haven't isn't aren't one ones"
    )
)

# Words that show that a question is about the plan, even where its topic is none of the plan's.
_ABOUT_PLAN = re.compile(
    r"任务|工作|部门|单位|处室|负责|牵头|到期|截止|期限|时限|完成|承办|主办|责任|督办|待办|要点|项目|活动|措施|事项|进展|进度|安排|计划|办结|落实|推进|组织|"
    r"[要该]做|[要该]交|[要该]报|做什么|干什么|干啥|做啥|交什么|起草|制定|提交|上报|报送|逾期|方案|"
    r"\b(?:tasks?|due|deadlines?|owes?|owed|owing|overdue|responsible|in charge|assigned|deliverables?|"
    r"milestones?|to-?dos?|work plan|action items?|items?|handles?|organi[sz]es?|accountable|outstanding)\b",
    re.IGNORECASE,
)


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_SAFE_START = re.compile(_either(SAFE))
_SAFE_END = re.compile(_either(word[::-1] for word in (*SAFE, *TAIL)))
_WEAK_START = re.compile(_either((*SAFE, *TAIL, *WEAK)))
_WEAK_END = re.compile(_either(word[::-1] for word in (*SAFE, *TAIL, *WEAK)))
# Possessive, as these words combine in many ways and a long text must not be tried in all of them.
_NOTHING = re.compile(_either((*SAFE, *TAIL, *WEAK)) + "++")


def is_about_the_plan(text: str) -> bool:
    """Whether `text` uses the words in which people speak about a plan's tasks."""
    return _ABOUT_PLAN.search(text) is not None


def says_nothing(phrase: str) -> bool:
    """Whether `phrase` is made of function words only."""
    return not phrase or _NOTHING.fullmatch(phrase) is not None


def strip_front(text: str, *, weak: bool = False) -> str:
    """`text` without one function word at its front, or as it is."""
    found = (_WEAK_START if weak else _SAFE_START).match(text)
    return text[found.end() :] if found else text


def strip_back(text: str, *, weak: bool = False) -> str:
    """`text` without one function word at its end, or as it is."""
    found = (_WEAK_END if weak else _SAFE_END).match(text[::-1])
    return text[: len(text) - found.end()] if found else text


def strip_safe(phrase: str) -> str:
    """`phrase` without the function words around it that are never part of a topic."""
    for shorter in (strip_back(phrase), strip_front(phrase)):
        # What leaves one character over has cut a word in two (安 + 全部).
        if shorter != phrase and len(shorter) != 1:
            return strip_safe(shorter)
    return phrase
