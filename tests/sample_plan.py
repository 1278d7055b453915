"""The sample plan as its authors meant it: a table, before any layout.

`bot/samples/sample-plan.txt` is this table laid out and flattened; `tests/data/plans/sample-plan.json` is what
reading that file must give back. A cell that is None is merged with the one above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from tests import flattening as layout
from tests.flattening import CELL_MARGIN, Numbering, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TITLE = "国家知识产权局 2017 年重点工作分工和完成时间（样例）"
HEADER = ("工作要点", "具体措施", "部门单位", "完成时间")


@dataclass(frozen=True)
class Row:
    """A row of the table: the paragraphs of its measures cell, who, until when, and the sub-column's title.

    Rows of one group all name it.
    """

    measures: tuple[str, ...]
    departments: str | None
    deadline: str | None
    group: str | None = None


@dataclass(frozen=True)
class WorkPoint:
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    title: str
    work_points: tuple[WorkPoint, ...]


def _row(measure: str, departments: str | None, deadline: str | None, group: str | None = None) -> Row:
    return Row(tuple(measure.split("\n")), departments, deadline, group)


SECTIONS = (
    Section(
        "一、加强党的建设",
        (
            WorkPoint(
                "坚持理论学习制度，推动党员干部学用结合，把学习成果落实到审查和服务工作中",
                (
                    _row(
                        "排出全年学习专题，每个季度组织一次中心组集体学习，会后一周内把发言摘要挂到内网学习栏目。",
                        "机关党委",
                        "每季度",
                    ),
                    _row("举办支部书记轮训，重点讲支部工作方法和党务常识，做到应训尽训。", None, "5 月"),
                    _row("开展基层支部工作互查，互查结果作为年底述职评议的参考。", None, "10 月"),
                    _row("承担学习资料的编印和会务保障。", "办公室", "全年"),
                ),
            ),
            WorkPoint(
                "压紧压实监督责任，抓早抓小，推动作风建设常态化",
                (
                    _row(
                        "更新廉政风险点清单，请各部门单位对照新清单逐条自查，自查情况汇总成册。",
                        "机关纪委",
                        "3-4 月",
                    ),
                    _row(
                        "对会议、培训和公务接待开展两轮检查，发现问题当场指出、限期改正。",
                        None,
                        "6 月、11 月",
                    ),
                    _row("信访举报件件有登记、事事有回音。", None, "持续推进"),
                    _row("以读书分享的形式纪念五四青年节，评选一批青年岗位能手。", "团委", "5月上旬"),
                ),
            ),
        ),
    ),
    Section(
        "二、推进知识产权强国建设",
        (
            WorkPoint(
                "发挥部际联席会议作用，统筹做好强国建设的谋划和年度推进",
                (
                    _row(
                        "筹备部际联席会议全体会议，会前完成各成员单位议题征集，会后印发会议纪要和年度推进计划。",
                        "协调司",
                        "4 月",
                    ),
                    _row("确定承担单位，召开开题会。", None, "2 月", "强国建设纲要前期研究"),
                    _row(
                        "完成分报告，形成总报告初稿并征求有关部委意见。",
                        None,
                        "6-8 月",
                        "强国建设纲要前期研究",
                    ),
                    _row("修改完善后按程序上报。", None, "12 月", "强国建设纲要前期研究"),
                    _row("对各省战略实施情况开展年度评估，评估报告送联席会议各成员单位。", None, "12 月"),
                    _row("做好强国建设相关规划指标的监测，提供数据支撑。", "规划司", "每季度"),
                ),
            ),
            WorkPoint(
                "深化强省强市强企建设，形成上下联动的工作格局",
                (
                    _row("与试点省逐一会商年度任务，建立任务台账，按台账督办。", "管理司", "3 月"),
                    _row(
                        "从示范城市里遴选一批基础好、积极性高的城市开展强市创建，派专家组实地指导创建方案的编制。",
                        None,
                        "9 月",
                    ),
                    _row("完成优势企业复核，公布复核结果。", None, "12 月"),
                    _row("协助做好强企培育政策的宣传。", "办公室、出版社", "全年持续推进"),
                ),
            ),
            WorkPoint(
                "积极稳妥推进法律法规的制修订，夯实制度基础",
                (
                    _row(
                        "配合立法机关做好审查修改，对社会关注的侵权赔偿、职务发明等条款准备背景材料。",
                        "条法司",
                        "全年持续推进",
                        "专利法修订",
                    ),
                    _row(
                        "召开三场企业座谈会，听取不同规模企业对草案的意见。",
                        None,
                        "4 月 20 日、21 日",
                        "专利法修订",
                    ),
                    _row("汇总实施细则需要配套修改的条目，提出条文建议稿。", None, "11 月", "专利法修订"),
                    _row("整理各方意见，完成对照表和修改说明。", None, "7 月", "专利代理条例修订"),
                    _row(
                        "做好条例草案提请审议前的准备。", None, "根据国务院法制办统一安排", "专利代理条例修订"
                    ),
                    _row("提供行政执法方面的案例和数据，参加专利法修订专题研究。", "管理司", "12 月"),
                    _row("配合条法司开展专利法修订的宣讲。", "协调司", "下半年"),
                ),
            ),
        ),
    ),
    Section(
        "三、提高审查质量和效率",
        (
            WorkPoint(
                "完善审查质量保障体系，加强对审查协作中心的业务指导，保持标准执行一致",
                (
                    _row(
                        "修订审查质量保障手册，增加对新业态领域案件的操作指引。\n"
                        "组织质量监督员开展抽查，抽查结果逐月通报。\n"
                        "选取典型驳回和授权案件编成案例集，供各审查部门单位学习。",
                        "审业部",
                        "12 月",
                    ),
                    _row("评选年度复审无效十大案件，面向社会公布并召开解读会。", "复审委", "4 月下旬"),
                    _row(
                        "1、制定中心年度质量目标，按月分解到各审查部，按月通报完成情况。\n"
                        "2、对结案正确性进行全样本回溯检查，针对薄弱环节开展专题培训。\n"
                        "3、上半年和下半年各组织一次内部审核，年内完成外部审核。",
                        "审协北京中心",
                        "12 月",
                    ),
                    _row("完成骨干审查员和新审查员导师的选拔聘任。", "审协江苏中心", "11 月"),
                    _row("开办检索技能提升班，每班配备一名业务指导专家。", None, "9 月"),
                    _row(
                        "修订中心质检流程，明确室、部、中心三级的质检责任，建立质检结论的复核机制，"
                        "把复核情况纳入各部门的年度考核，并就复核中发现的共性问题每半年向审业部报告一次。",
                        None,
                        "12 月",
                    ),
                    _row("建立疑难案件会商制度，形成会商纪要库。", None, None),
                    _row("按季度分析审查数据，编写分析简报。", "审协广东中心", "每季度"),
                    _row("与地方法院共建审判观摩点，组织审查员旁听庭审。", None, "10月15日前"),
                    _row("制定本中心质量提升行动方案并抓好落实。", "审协河南中心、审协湖北中心", "6月底前"),
                    _row("签订质量责任书，细化到人。", "审协天津中心", "2 月"),
                    _row("针对互联网、智能制造领域成立专家组，会诊疑难案件。", None, "全年"),
                    _row("把质量考核结果用于年度评优。", "审协四川中心", "2018 年 1 月"),
                ),
            ),
            WorkPoint(
                "科学安排审查计划，稳定审查周期，满足创新主体多样化需求",
                (
                    _row("编制年度审查计划，按领域核定任务量，计划执行情况每月通报。", "审业部", "每月"),
                    _row("优化优先审查办理流程，公开受理条件和办理时限。", None, "三季度"),
                    _row(
                        "组织巡回审查，把会审地点设到企业和产业园区。", "审协江苏中心、审协广东中心", "年底"
                    ),
                    _row("推广复审案件网上口头审理。", "复审委", "3-12 月"),
                ),
            ),
        ),
    ),
    Section(
        "四、加强保护和运用",
        (
            WorkPoint(
                "健全快速协同保护机制，严厉打击侵权假冒行为",
                (
                    _row(
                        "开展展会、电商领域专项执法（5-8 月）；公布一批典型案例（12 月）。", "管理司", "12 月"
                    ),
                    _row("推动新设一批快速维权中心，会同条法司起草管理办法。", "管理司、条法司", "上半年"),
                    _row("建立海外维权信息联络点，收集涉外纠纷线索。", "协调司", "12 月"),
                    _row("编印维权援助指南，免费发放。", None, "4 月中旬"),
                ),
            ),
            WorkPoint(
                "促进转化运用，服务实体经济",
                (
                    _row("总结专利质押融资试点经验，研究提出风险补偿政策建议。", "管理司", "10 月"),
                    _row("开展专利密集型产业统计，发布统计报告。", "规划司", "9-10 月"),
                    _row("办好专利交易博览会，布展方案另行制定。", "管理司、办公室", "待定"),
                ),
            ),
        ),
    ),
    Section(
        "五、优化公共服务和国际合作",
        (
            WorkPoint(
                "建设便民利民的信息公共服务体系",
                (
                    _row("升级电子申请系统，新增移动端查询功能。", "自动化部", "6 月"),
                    _row("完成机房扩容和异地容灾演练。", None, "8 月"),
                    _row(
                        "向地方信息中心开放第三批基础数据，同步更新数据使用说明。",
                        "自动化部、文献部",
                        "11 月",
                    ),
                    _row("编制全球专利文献收藏目录。", "文献部", "12 月"),
                    _row("出版年度白皮书的中英文版。", "出版社", "4 月"),
                ),
            ),
            WorkPoint(
                "拓展双边多边合作，讲好中国知识产权故事",
                (
                    _row("办好与中亚国家的审查员交流项目，交流期间安排实地参访。", "国际司", "9 月"),
                    _row("参加世界知识产权组织成员国大会并做好参会预案。", None, "9-10 月"),
                    _row(
                        "跟踪主要国家和地区立法动态，每月编发一期动态摘编；就重大动态提出对策建议。",
                        "国际司、条法司",
                        "每月",
                    ),
                    _row("完成专利审查高速路新一轮协议的商签。", None, "1 月、4月、8月、12 月"),
                ),
            ),
        ),
    ),
    Section(
        "六、加强队伍建设和综合保障",
        (
            WorkPoint(
                "建设高素质专业化人才队伍",
                (
                    _row("按照人社部统一部署完成职称评审改革。", "人事司", "根据人社部统一部署"),
                    _row("选派业务骨干到地方挂职，挂职干部中期回访不少于一次。", None, "7 月"),
                    _row("制定年度培训计划，办好处级干部任职培训班。", "人事司、培训中心", "2-3 月"),
                    _row("开发一批网络课程，面向中小企业免费开放。", "培训中心", "12 月"),
                ),
            ),
            WorkPoint(
                "提升机关运转效能，做好服务保障",
                (
                    _row("精简文件会议，全年发文数量比上年减少一成。", "办公室", "年底"),
                    _row("办理人大建议和政协提案，办结后逐件走访。", None, "9月底前"),
                    _row("推进审查业务用房维修改造，确保施工期间审查工作不受影响。", "专利局办公室", "12 月"),
                    _row("完善固定资产盘点办法，开展一次全面清查。", None, "6 月"),
                    _row("做好年度决算和预算公开。", "规划司、专利局办公室", "长期"),
                ),
            ),
        ),
    ),
)

COLUMN_EMS = (13.14, 5.5, 17.5, 8.14, 5.3)
"""Work point, sub-column, rest of the measures, departments, deadline."""
EM = 14.0
STYLE = Style(
    widths=tuple(width * EM + 2 * CELL_MARGIN for width in COLUMN_EMS),
    em=EM,
    body=482.0,
    numbering=Numbering.NOW_AND_THEN,
    numbered=frozenset({2, 4}),
)


def table() -> layout.Table:
    """Set the plan as it stands on paper, cells merged as their authors merged them."""
    work_point, measures, departments, deadline = HEADER
    header = layout.Row(
        (_cell(0, work_point), _cell(1, measures, columns=2), _cell(3, departments), _cell(4, deadline))
    )
    return layout.Table(TITLE, header, tuple(row for section in SECTIONS for row in _section_rows(section)))


def _section_rows(section: Section) -> Iterator[layout.Row]:
    yield layout.Row((_cell(0, section.title, columns=5, centred=False),))
    for work_point in section.work_points:
        yield from _work_point_rows(work_point)


def _work_point_rows(work_point: WorkPoint) -> Iterator[layout.Row]:
    rows = work_point.rows
    for number, row in enumerate(rows):
        cells = [_cell(0, work_point.text, rows=len(rows), centred=False)] if number == 0 else []
        yield layout.Row((*cells, *_cells(row, rows[number - 1] if number else None, rows[number + 1 :])))


def _cells(row: Row, above: Row | None, below: Sequence[Row]) -> Iterator[layout.Cell]:
    if row.group and (above is None or above.group != row.group):
        yield _cell(1, row.group, rows=_run(below, lambda each: each.group == row.group), centred=False)
    yield _cell(2, *row.measures) if row.group else _cell(1, *row.measures, columns=2)
    if row.departments:
        yield _cell(3, row.departments, rows=_run(below, lambda each: each.departments is None))
    if row.deadline:
        yield _cell(4, row.deadline, rows=_run(below, lambda each: each.deadline is None))


def _run(below: Sequence[Row], belongs: Callable[[Row], bool]) -> int:
    """Count the rows that one cell spans: its own, and those below that belong to it."""
    return 1 + len(list(takewhile(belongs, below)))


def _cell(
    column: int, *paragraphs: str, columns: int = 1, rows: int = 1, centred: bool = True
) -> layout.Cell:
    return layout.Cell(column, tuple(map(layout.Paragraph, paragraphs)), columns, rows, centred)
