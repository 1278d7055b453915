"""Items that stand around those of a test, so that there are places to be in."""

from __future__ import annotations

from tests.examples import a_parsed_item

REST = tuple(
    a_parsed_item(measure, department=department, work_point=point, due=due)
    for measure, department, point, due in (
        ("完成档案数字化项目验收，移交市档案馆", "档案室", "夯实基础", "2017-03-31"),
        ("修订完善内部控制管理制度，组织宣讲", "财务处", "夯实基础", "2017-05-31"),
        ("开展校园安全隐患排查整治", "安全办", "守住底线", "2017-06-30"),
        ("组织应急疏散演练，每学期不少于一次", "安全办", "守住底线", "2017-11-30"),
        ("举办青年教师教学技能竞赛", "教务处", "建强队伍", "2017-10-31"),
        ("选派骨干教师赴乡村学校支教", "人事处", "建强队伍", "2017-09-30"),
        ("建设智慧课堂示范班级二十个", "信息中心", "推进数字转型", "2017-12-31"),
        ("升级校园网络出口带宽", "信息中心", "推进数字转型", "2017-08-31"),
    )
)
