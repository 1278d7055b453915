"""The small plans in `tests/data/plans`, each with habits that real ones have. The tests' own.

`python -m tests.plan_samples` writes the files again; the `.json` beside each is what reading it must give,
checked by hand.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.flattening import Cell, Numbering, Paragraph, Row, Style, Table
from tests.plan_files import write_pdf

FOLDER = Path(__file__).parent / "data/plans"


def _row(*cells: tuple[int, str] | tuple[int, str, int, int]) -> Row:
    """Make a row of (column, text, columns, rows)."""
    return Row(
        tuple(
            Cell(column, tuple(map(Paragraph, text.split("\n"))), *(span or (1, 1)), centred=column > 1)
            for column, text, *span in cells
        )
    )


def pdf_sample() -> bytes:
    """Two pages: merged cells and a row that the page cuts, a group's column, no header on the second page."""
    table = Table(
        "青石镇 2022 年重点任务分解表",
        _row((0, "重点任务"), (1, "具体举措", 2, 1), (3, "责任单位"), (4, "完成时限")),
        (
            _row((0, "一、守住安全底线", 5, 1)),
            _row(
                (0, "把隐患消灭在萌芽状态", 1, 3),
                (1, "逐村排查自建房，建立台账，一户一策限期整改。", 2, 1),
                (3, "村镇建设办\n应急站", 1, 2),
                (4, "6月底前"),
            ),
            _row((1, "汛前检修泵站和闸门。", 2, 1), (4, "4月")),
            _row(
                (1, "防火巡查", 1, 1),
                (
                    2,
                    "春节、清明期间每天巡山，劝导带火入林的行为，及时清理林缘的枯枝落叶；在村口设检查点，登记进山人员。",
                ),
                (3, "林业站"),
                (4, "2月、4月"),
            ),
            _row((0, "二、办好民生实事", 5, 1)),
            _row(
                (0, "让老人吃上热饭"),
                (1, "重点做好以下工作：\n1.新开两处助餐点。\n2.送餐到高龄老人家中。", 2, 1),
                (3, "民政办"),
                (4, "全年"),
            ),
        ),
        notes=(Paragraph("注：任务由督查室按季通报。"),),
    )
    style = Style(
        (120.0, 70.0, 150.0, 100.0, 80.0), body=300.0, repeat_header=False, numbering=Numbering.NOW_AND_THEN
    )
    return write_pdf(table, style, boxes=True)


def docx_sample() -> bytes:
    """Write a cover letter, a header of two rows, numbers that Word adds, lead and assisting departments, signature."""
    document = docx.Document()
    for text in (
        "东岭农场文件",
        "关于印发2023年工作任务清单的通知",
        "各科室：",
        "请认真落实。",
        "2023年1月6日",
        "东岭农场2023年工作任务清单",
    ):
        document.add_paragraph(text)
    rows = [
        ("序号", "工作任务", "工作内容", "任务分工", None, "时限", "备注"),
        (None, None, None, "牵头部门", "配合部门", None, None),
        ("一、抓好春耕备耕", *[None] * 6),
        (
            "#",
            "备足农资",
            "统一采购良种和化肥。\n农资分发到户（3月）",
            "生产科",
            "财务科、仓库",
            "3月底前",
            "已列预算",
        ),
        ("#", "整修农机", "检修拖拉机、播种机。", "农机站", "", "2月中旬", ""),
        ("#", None, "培训农机手两期。", "农机站", "人事科", "2—3月", ""),
        ("二、管好粮食收储", *[None] * 6),
        ("#", "", "粮仓维修，更换测温设备。", "仓库（牵头）、基建科", "", "8月15日前", ""),
    ]
    table = document.add_table(rows=len(rows), cols=7)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = table.cell(at, column)
            if text == "#":
                _number_by_word(cell.paragraphs[0]._p)
            elif text:
                first, *others = text.split("\n")
                cell.paragraphs[0].text = first
                for other in others:
                    cell.add_paragraph(other)
    for column in (0, 1, 2, 5, 6):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(0, 3).merge(table.cell(0, 4))
    for at in (2, 6):
        table.cell(at, 0).merge(table.cell(at, 6))
    table.cell(4, 1).merge(table.cell(5, 1))
    document.add_paragraph("东岭农场办公室")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _number_by_word(paragraph: object) -> None:
    """Let a paragraph be numbered by the template's list of numbers: the number is not in the text."""
    properties = OxmlElement("w:pPr")
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", "5")):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        numbering.append(element)
    properties.append(numbering)
    paragraph.insert(0, properties)  # type: ignore[attr-defined]


def xlsx_sample() -> bytes:
    """Two sheets that are the plan's sections, columns in another order, real dates, a hidden row and sheet."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "党群工作"
    first.append(["2024年度重点工作推进表"])
    first.merge_cells("A1:E1")
    first.append(["编号", "完成时间", "责任部门", "重点工作", "具体措施"])
    first.append([1, date(2024, 3, 1), "党群部", "开展主题教育", "举办读书班。\n撰写调研报告。"])
    first["B3"].number_format = 'yyyy"年"m"月"'
    first.append([2, date(2024, 11, 20), "党群部、工会", None, "召开总结会。"])
    first["B4"].number_format = "mm-dd-yy"
    first.merge_cells("D3:D4")
    first.append([3, "作废", "工会", "作废", "这一行不再执行。"])
    first.row_dimensions[5].hidden = True
    first.append([4, "每季度", "=C3", "关心职工生活", "慰问困难职工。"])
    second = book.create_sheet("安全生产")
    second.append(["编号", "完成时间", "责任部门", "重点工作", "具体措施"])
    second.append([5, 9, "安环部", "开展应急演练", "组织消防演练两次。"])
    second["B2"].number_format = '0"月"'
    hidden = book.create_sheet("草稿")
    hidden.append(["随手记"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_sample() -> bytes:
    """Semicolons, GB18030, blanks below what was merged, notes at the end."""
    rows = (
        "市文化馆2020年工作安排;;;",
        "目标;做法;负责科室;进度要求",
        "一、服务群众;;;",
        "多办演出;下乡演出二十场。;演出部;5月至10月",
        ";开办周末剧场。;;全年",
        "教好学员;开设书法班、合唱班。;培训部/演出部;3月、9月",
        ";免费开放排练厅。;办公室;长期",
        "二、保护遗产;;;",
        "普查非遗项目;走访老艺人，录音录像。;非遗中心;12月底",
        "说明：未尽事宜由办公室解释。;;;",
    )
    return "\r\n".join(rows).encode("gb18030")


SAMPLES = {
    "cover.docx": docx_sample,
    "sheets.xlsx": xlsx_sample,
    "blanks.csv": csv_sample,
    "pages.pdf": pdf_sample,
}


def main() -> None:
    for name, make in SAMPLES.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
