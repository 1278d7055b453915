"""How right Duban is: runs the shared scorers over what the command prints, and prints a table (Markdown).

    python bench/scores.py [SHARED]

SHARED is the folder with the sample plans, questions and scorers; beside the project where none is named.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMERAL = "[一二三四五六七八九十]"
ROOT = Path(__file__).parents[1]
KINDS = (".docx", ".xlsx", ".csv", ".pdf", ".flat.txt")
PLAN_COLUMNS = {
    "text": "text_recall",
    "departments": "department_accuracy_of_all",
    "deadline": "deadline_accuracy_of_all",
    "work point": "work_point_accuracy_of_all",
    "all right": "all_correct",
    "silently wrong": "silently_wrong",
    "doubted though right": "doubted_though_right",
}


def main(shared: Path) -> None:
    if not shared.is_dir():
        sys.exit(f"There is no folder {shared}: nothing to score against.")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _print_table(("plan", *PLAN_COLUMNS), _plan_rows(shared, work))
        print()
        _print_table(("points of the outline", "right"), [_outline_row(shared, work)])
        print()
        _print_table(("asked", "right"), _question_rows(shared, work))


def _plan_rows(shared: Path, work: Path) -> Iterable[list[str]]:
    gold = shared / "gold/plan2017-sections-1-3.json"
    yield _plan_row(
        "2017, sections 1-3", [_score_plan(shared, gold, shared / "plans/2017-work-plan.txt", work)]
    )
    for kind in KINDS:
        tiers: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for sample in sorted((shared / "samples").iterdir()):
            plan = sample / f"plan{kind}"
            tiers[sample.name.split("-")[0]].append(_score_plan(shared, sample / "gold.json", plan, work))
        for tier, scores in tiers.items():
            yield _plan_row(f"samples: {tier}, {kind} ({len(scores)})", scores)


def _plan_row(name: str, scores: list[dict[str, Any]]) -> list[str]:
    return [
        name,
        *(_percent([score[column] for score in scores]) for column in PLAN_COLUMNS.values()),
    ]


def _score_plan(shared: Path, gold: Path, plan: Path, work: Path) -> dict[str, Any]:
    parsed, result = work / "parsed.json", work / "score.json"
    parsed.write_text(_duban(work, "parse", plan, "--json"), encoding="utf-8")
    _python(shared / "tools/score_plan.py", gold, parsed, "--worst", "0", "--json", result)
    score: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return score


def _outline_row(shared: Path, work: Path) -> list[str]:
    """Count the points whose whole text is right: the file's own lines, page numbers aside, nothing between."""
    plan = shared / "plans/2018-work-points.txt"
    lines = plan.read_text(encoding="utf-8").splitlines()
    text = "".join(re.sub(r"\s", "", line) for line in lines if not re.fullmatch(r"\W*\d+\W*", line))
    points = re.split(rf"(?=（{NUMERAL}+）)", text)[1:]
    parsed = json.loads(_duban(work, "parse", plan, "--json"))["items"]
    measures = [re.escape(re.sub(r"\s", "", item["measure"])) for item in parsed]
    right = sum(
        any(re.fullmatch(rf"{measure}({NUMERAL}、.*)?", point) for measure in measures) for point in points
    )
    return ["2018", f"{right}/{len(points)}"]


def _question_rows(shared: Path, work: Path) -> Iterable[list[str]]:
    _duban(work, "import", shared / "plans/2017-work-plan.txt")
    questions = shared / "questions/questions.jsonl"
    answers = work / "answers.jsonl"
    answers.write_text(
        _duban(work, "ask", "--jsonl", given=questions.read_text(encoding="utf-8")), encoding="utf-8"
    )
    gold = shared / "gold/plan2017-sections-1-3.json"
    yield ["questions", _share(_python(shared / "tools/score_questions.py", questions, answers, gold))]
    for name in ("periods", "no-period"):
        cases = shared / f"periods/{name}.jsonl"
        answers.write_text(_duban(work, "ask", "--jsonl", given=_as_questions(cases)), encoding="utf-8")
        yield [name, _share(_python(shared / "tools/score_periods.py", cases, answers))]


def _share(told: str) -> str:
    """Take the first share of what a scorer tells: "48/48"."""
    found = re.search(r"\d+/\d+", told)
    return found[0] if found else told


def _as_questions(cases: Path) -> str:
    lines = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = ({"id": n, "q": case["sentence"], "now": case["reference"]} for n, case in enumerate(lines))
    return "\n".join(json.dumps(question, ensure_ascii=False) for question in asked)


def _duban(work: Path, *arguments: str | Path, given: str | None = None) -> str:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{work / 'scores.db'}"}
    return _run([sys.executable, "-m", "bot", *map(str, arguments)], given, environment)


def _python(*arguments: str | Path) -> str:
    return _run([sys.executable, *map(str, arguments)], None, None).strip()


def _run(command: list[str], given: str | None, environment: dict[str, str] | None) -> str:
    done = subprocess.run(
        command, cwd=ROOT, input=given, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout


def _percent(shares: list[float | None]) -> str:
    """Give the mean of the plans that have such a thing; a plan without work points says nothing of them."""
    told = [share for share in shares if share is not None]
    return f"{100 * mean(told):.1f} %" if told else "—"


def _print_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    cells = list(head)
    print(f"| {' | '.join(cells)} |")
    print("|" + "---|" * len(cells))
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared")
