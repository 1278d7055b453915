"""The words that say what a question wants to know: one pattern for each intent and standing. PURE.

All are searched in small letters. Each way of asking has a line of its own: one more is one more line.
"""

from __future__ import annotations

import re


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways))


_UNIT = r"(?:部门|单位|处室|科室|司局|中心|处|科|司|部|院系|学院)"
_WHICH = (
    rf"(?:(?:哪一?个|哪些|哪几个|哪家|哪|什么|啥)(?:个)?{_UNIT}(?:长|主任|领导)?"
    r"|哪一?(?:位|个)(?:领导|主任|局长|负责人|人))"
)
_DUTY = (
    r"(?:负责|牵头|组织|承办|主办|主管|主责|管理|管|做|办|弄|搞|跟进|落实|起草|制定|编制|承担"
    r"|配合|协助|协办|推进|实施|完成|提交|出|写|报|交|开展)"
)
_TASKS = r"(?:任务|工作|事项|事情|事)"
_OFFICE = r"(?:department|dept|office|unit|cent(?:er|re)|team|division|bureau|section)s?"
_MANY = r"(?:tasks?|items?|work|deadlines|to do|due)"
_EXTREME = r"(?:most|fewest|least|busiest)"
_BE = r"(?:'s| is| are| does| do| will| must| should)?"
_THEN = r"(?:要|能|需要|应该|开始|结束|完成|截止|到期|交|办|举行|召开|举办|开|做)*"

RANK = _any(
    # 哪个部门 ‹扶贫› 任务最多: what stands between is no cue.
    rf"(?:{_WHICH}|谁)(?:的)?(?P<kept>.{{0,20}}?)(?:{_TASKS}|活|担子)*(?:是)?最(?:多|少|重|忙|轻|闲)(?:的)?"
    rf"(?:{_UNIT})?",
    rf"{_TASKS}(?:量|数量?|数目)?最(?:多|少|重)(?:的)?(?:(?:是)?(?:{_WHICH}|{_UNIT}|谁))?",
    rf"最(?:忙|闲|多|少)(?:的)?(?:是)?(?:{_WHICH}|{_UNIT}|谁|任务的{_UNIT})?",
    rf"(?:按{_UNIT})?(?:任务|工作)?(?:数量?|数目|多少)?(?:的)?(?:排名榜?|排行榜?|排序)",
    rf"(?:各|每)个?{_UNIT}(?:的|各|分别|\s)*(?:任务|工作|有|\s)*(?:多少|几)(?:项|个|条|件)?(?:任务|工作)?",
    rf"(?:各|每)个?{_UNIT}(?:的|\s)*(?:任务|工作)(?:数量?|数目|统计)",
    rf"(?:谁|{_WHICH})(?:的)?(?:{_TASKS}|活|担子)(?:更|比较)?(?:多|少|重)(?!少)|谁(?:更|比较)?(?:忙|闲)(?!不忙)",
    rf"\b(?:which|what) {_OFFICE}(?: (?:has|have|owes?|is|are|with))*(?: (?:the"
    rf"|got))*(?: {_EXTREME})(?: {_MANY})*",
    rf"\bwho(?: (?:has|owes?|is|got))*(?: the)?(?: {_EXTREME})(?: {_MANY})*",
    rf"\btop (?:\d+ )?{_OFFICE}",
    rf"\b(?:rank(?:ing|ed)?|busiest|most loaded)(?: (?:of|the|all|by|{_OFFICE}))*\b",
    r"\b(?:most|fewest|least) (?:tasks|items|work|deadlines)\b",
    rf"\b(?:who|which)(?: of them| one)? has (?:more|fewer|less)(?: {_MANY})*",
    rf"\b(?:how many \w+ (?:does|do|has|have) )?(?:each|every) {_OFFICE}(?: (?:have|has|owes?))?",
    rf"\bper {_OFFICE}",
)
WHEN = _any(
    rf"(?:到|在|是|于)?(?:什么|啥|何|嘛)(?:时候|时间|时)(?:之?前)?{_THEN}",
    r"几时|多会儿|最(?:晚|迟|早)(?:是)?(?:到|在)?(?:什么|啥)(?:时候|时间)",
    rf"(?:在|是|到)?(?:几|哪(?:一?个)?)(?:月份?|号|日|天)(?:之?前|底)?{_THEN}",
    r"(?:还有|还剩|剩)?(?:多少|几)天(?:到期|截止|完成)?|(?:还有|还要|需要|要)?多久(?:到期|截止|完成)?",
    rf"\b(?:by |till |until )?when{_BE}\b|\b(?:on |by )?(?:which|what) (?:date|day|month|week)s?\b",
    r"\bhow (?:long|soon|many days)\b",
)
# These ask for a day only where a topic is named; else they just mean what is due.
WHEN_NOUN = _any(
    r"(?:的)?(?:截止|完成|到期|结束|办结|最后)(?:时间|日期|时限|期限|日)|(?:的)?(?:时限|期限|deadline)",
    r"\b(?:the )?(?:due date|deadline|target date)(?: (?:of|for))?\b",
)
COUNT = _any(
    r"(?:一共|总共|共|合计|总计)?(?:还)?(?:有|要|是)?(?:多少|几)(?:项|个|条|件|样|份)?"
    rf"(?!月|号|日|天|时|点|个?部门|个?单位|个?人)(?:{_TASKS}|要做|要交|到期)*",
    r"(?:一共|总共|合计|总计|共有)(?:有|是)?|(?:任务|工作|事项)?(?:总数|数量|数目)",
    r"\bhow many\b|\b(?:total )?(?:number|count) of\b|\bcount\b|\bhow much work\b",
)
WHO = _any(
    rf"(?:是|由|归|该|让|给|靠|属于|找)?(?:谁|{_WHICH})(?:们)?(?:来|去|在)?(?:要|该|需要"
    rf"|应该)?{_DUTY}*(?:的)?",
    r"(?:归口|主管|牵头|责任|负责|承办|主办|配合)(?:的)?(?:部门|单位|人|处室|科室)"
    r"(?:是)?(?:谁|哪(?:个|些|家)?|什么)?",
    r"(?:几|多少)个?(?:人|部门|单位)(?:负责|承担)?|找谁|问谁",
    r"\bwho(?:'s| is| are| does| will| should|se|m)?(?: (?:is|are|in|the|responsible|charge|leads?"
    r"|leading|for"
    r"|owns?|handles?|handling|runs?|running|organi[sz]es?|of|does|doing|to|takes?|care))*\b",
    rf"\b(?:which|what) {_OFFICE}(?: (?:is|are|has|have|leads?|owns?|handles?|runs?|organi[sz]es?|in"
    rf"|charge|of"
    r"|responsible|for|the|does|deals|with))*\b",
    r"\bresponsible (?:department|unit|party|office)s?\b",
)
LIST = _any(
    r"(?:还|都|又|就|另外)?(?:有|要|需要|得|该|应该|应|能)*"
    r"(?:做|干|交|完成|报送?|上报|提交|办|负责|推进|落实|牵头|承担|配合)?(?:一?些)?"
    r"(?:哪(?:些|几项|几个|几条)|什么样?|啥|些什么)(?:个|项|重点|主要|具体)?"
    rf"(?:{_TASKS}|安排|要求|内容|东西|节点|项目|要做|要交|到期|截止|完成|的)*",
    r"(?:要|需要|应该?|该|得|须)(?:交|报送?|上报|提交|上交|准备|做|干|办)的?(?:东西|材料|资料|文件|文档|活儿?)(?![\u4e00-\u9fff])",
    r"(?:交|做|干|办|准备)(?:些)?(?:什么|啥)|(?:任务|工作)?(?:清单|列表|一览)|(?:都|全部|统统)?列(?:出|一下"
    r"|举)(?:来)?",
)

HELP = _any(
    r"/?(?:help|start|commands?|menu)\b.{0,12}",
    r"帮助|使用(?:说明|方法|指南|帮助)|说明书?|用法|命令|指令|菜单|功能|新手|教程|\?{1,3}|有(?:什么"
    r"|哪些)功能",
    r"(?:这个|你|机器人|bot)?(?:怎么|如何|咋)(?:使?用|问|提问|查询?)(?:你|它|这个|啊|呢)*(?:机器人)?",
    r"你(?:能|会|可以)(?:做|干|帮我?|回答|查)?(?:些|做)?(?:什么|啥|哪些).{0,6}",
    r"(?:我)?(?:能|可以)(?:问|查)(?:你)?(?:些)?(?:什么|啥|哪些).{0,6}",
    r"what (?:can|do) (?:you|i) (?:do|ask|say|know).{0,12}|how does (?:this|it) work|usage|instructions",
    r"how (?:do|can|to|should) ?(?:i |you |one |this )?(?:use|ask|work|works|query)(?: .{0,20})?",
)
# What the bot does by commands and buttons, or what its words mean: the help says so.
BEYOND = _any(
    r"是什么意思|什么叫|啥意思|怎么理解|(?:把|将|给).{1,12}(?:关掉|关闭|取消|删|标为|标记|改为|改成|设为"
    r"|停)",
    r"(?:关掉|关闭|取消|设置|开启|订阅|退订|添加|增加|修改|我要|怎么|如何|不要|别).{0,10}提醒|提醒(?:我"
    r"|一下|大家)",
    r"(?:怎么|如何|帮我|我要|我想)(?:上传|导入|导出|更新|删除|修改|订阅|退订)",
    r"\b(?:remind(?:er|ers| me)?|(?:un)?subscribe|what does .{1,30} mean|settings|upload|export)\b",
    r"\bmark (?:\w+ )?(?:\w+ )?(?:as )?(?:done|finished|complete)\b",
)
# Bot talk that is no wish where the plan itself has the word.
BEYOND_WORDS = _any(r"提醒|订阅|退订|关掉|标记|标为|设置|上传|导入|导出|删除|解释一下")
THANKS = _any(r"谢|辛苦|\bth(?:anks?|x)\b")
GREETING = _any(
    r"(?:[你您]|大家|[早上中下晚][上午]?)好|嗨|哈喽|喂|在吗|早|晚安"
    r"|\b(?:hi|hello|hey|yo|good (?:morning|afternoon|evening))\b"
)
CHAT = _any(
    r"(?:你|您|大家|早上|上午|中午|下午|晚上)好(?:[呀啊哦吗,! ]|机器人|大家|各位|督办){0,4}|嗨.?|哈喽.?"
    r"|喂.?|在吗|在不在",
    r"早[啊呀]?|早安|晚安",
    r"(?:(?:好的?|嗯+|行|可以|收到|知道了|明白了?|了解了?|没事)[吧呀啊哦嘞,!。~ ]*)*"
    r"(?:非常|太)?(?:谢谢|多谢|感谢|谢了|辛苦了?)(?:[你您啦了哈啊,! 的]|大家|各位|老师|帮忙|帮助|督办)*",
    r"再见|拜拜|回见",
    r"好的?(?:吧|呀|啊|哦|嘞)?|可以了?|行了?|嗯+|哦+|收到|知道了|明白了?|了解了?|没问题|没事了?|不用了?"
    r"|算了",
    r"不对|不是(?:这个|这样)?的?|(?:搞|弄|答)?错了|(?:that'?s |that is )?(?:wrong|not right)",
    r"对的?|是的?|不错|真棒|厉害|哈+|呵+|测试|test(?:ing)?",
    r"(?:hi|hello|hey|yo|thanks?|thank you|thx|ok(?:ay)?|bye|goodbye|good (?:morning|afternoon|evening"
    r"|night)"
    r"|cool|great|nice|lol|ping|yes|no)"
    r"(?:[ ,!]+(?:there|you|all|everyone|everybody|bot|duban|again|so|very|much|a|lot|folks|guys|world"
    r"|sir|for [a-z ]{1,20}))*",
    r"(?:你|您)(?:是谁|叫什么.{0,4}|多大.{0,3}|几岁.{0,3}|是(?:什么|人|机器).{0,8}|从哪.{0,4}|吃.{0,8})",
    r"(?:你|您)(?:怎么样|好吗|忙吗|累吗|在干嘛|在做什么)|谁.{0,6}(?:了|的)?你(?:的)?",
    r"(?:who|how|what) (?:are|r) (?:you|u).{0,16}|what'?s (?:up|your name).{0,4}",
)
# Not about a plan, unless the plan has the word.
SMALL_TALK = _any(
    r"天气|气温|下雨|下雪|笑话|股票|股市|彩票|几点了|星期几|今天周几|礼拜几|吃什么|吃饭|午饭|电影|唱歌|世界杯",
    r"作诗|写诗|写首|聊天|无聊|心情|爱你|喜欢你|总统",
    r"\b(?:weather|jokes?|stock price|what time|lunch|dinner|movie|song|poem|translate|love you|bored)\b",
)
# Questions about the plan that no filter answers: better said than answered with everything.
NO_FILTER = _any(r"(?:[\d两三四五几]|多)个(?:部门|单位)(?:共同|联合|一起|同时|都)|优先级|附件\d")

OVERDUE = _any(
    r"(?:已经?)?(?:逾期|过期|超期|超时|延期|拖期|误期|延误|拖延|拖着)(?:了|的|没办|未办|未完成|没完成)*",
    r"(?:没有?|未)(?:能)?按(?:时|期)(?:完成|交|办结|提交|报送?)?",
    r"到期(?:了)?(?:还)?(?:没有?|未)(?:完成|交|办结?|[做办干弄搞写]完|做)",
    r"\b(?:are |is |running )?(?:overdue|late|delayed|behind schedule|past due|miss|missed|slipped)\b",
)
OPEN = _any(
    r"(?:还|尚|仍)?(?:没有?|未)(?:完成|办结|交|提交|上交|报送?|[做办干弄搞写]完|做|办(?!法)|干|弄|结束|落实|了结"
    r"|搞定|开始|启动|动工|动(?![静向作员力]))(?:的)?",
    r"待完成|待办(?:的)?|(?:还)?剩(?:下|余)?(?:的)?|进行中(?:的)?",
    r"\b(?:still |yet |to be )*(?:open|outstanding|pending|unfinished|incomplete|undone|left|remain(?:ing"
    r"|s)?)\b",
    r"\b(?:still |yet )*(?:not|n't)(?: yet)? (?:done|finished|completed?|submitted)\b",
)
DONE = _any(
    r"(?:已经?|都)(?:完成|办结|交|[做办干弄搞写]完|结束|提交|落实|搞定)(?:了|的)*|办结(?:了|的)+",
    r"^\s*(?:已)?(?:完成|办结|[做办干弄搞写]完)(?:了)?的(?:任务|工作)?(?:都)?(?:有)?"
    r"(?:哪些|哪几|什么|啥|多少|几)?[? ]*$",
    r"(?:完成|[做办干弄搞写]完|交|办结)了(?=的|哪|什么|啥|多少|几)|(?<=哪些)(?:任务)?(?:完成|[做办干弄搞写]完|办结)了",
    r"(?<!be )(?<!get )(?<!have )\b(?:already )?(?:done|finished|completed|accomplished|closed)\b",
)
