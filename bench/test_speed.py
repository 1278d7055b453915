"""How fast Duban is. `make bench` prints the figures; the limits are what a person notices."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import pytest

from bot.asking import Asker
from bot.rendering import answer_json
from storage.database import make_engine, migrate
from storage.parsing import parse_plan
from storage.plan_store import PlanStore

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

NOW = datetime(2017, 11, 20, 1, tzinfo=UTC)
REAL_PLAN = Path(__file__).parents[2] / "shared/plans/2017-work-plan.txt"
QUESTIONS = (
    "what does 审协江苏中心 owe in December",
    "协调司下个月要完成什么",
    "专利法修订谁负责",
    "12月底前有多少项任务",
    "审协广东中心和审协天津中心三季度的任务",
    "哪个部门任务最多",
    "优先审查什么时候完成",
    "审协上海中心要做什么",
    "Jiangsu center next two weeks",
    "2017-12",
)
PARSE_SECONDS, QUESTION_MEDIAN, QUESTION_WORST, NOTHING_TO_MIGRATE = 0.3, 0.003, 0.010, 0.015


@pytest.fixture(scope="module", params=["sample", "real"])
def plan(request: pytest.FixtureRequest) -> bytes:
    if request.param == "sample":
        return files("bot").joinpath("samples", "sample-plan.txt").read_bytes()
    if not REAL_PLAN.exists():
        pytest.skip("the real plan is not beside the project")
    return REAL_PLAN.read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> PlanStore:
    engine = make_engine(f"sqlite:///{tmp_path / 'bench.db'}")
    migrate(engine)
    return PlanStore(engine)


def _publish(store: PlanStore, content: bytes) -> None:
    store.publish(parse_plan(content, "plan.txt"), file_name="plan.txt", content=content, now=NOW, year=2017)


def test_reading_a_plan_file(benchmark: BenchmarkFixture, plan: bytes) -> None:
    benchmark(parse_plan, plan, "plan.txt")
    assert benchmark.stats.stats.median <= PARSE_SECONDS


def test_publishing_a_plan(benchmark: BenchmarkFixture, plan: bytes, tmp_path: Path) -> None:
    parsed = parse_plan(plan, "plan.txt")
    numbers = iter(range(1000))

    def empty_store() -> tuple[tuple[PlanStore], dict[str, object]]:
        engine = make_engine(f"sqlite:///{tmp_path / f'{next(numbers)}.db'}")
        migrate(engine)
        return (PlanStore(engine),), {}

    def publish(store: PlanStore) -> None:
        store.publish(parsed, file_name="plan.txt", content=plan, now=NOW, year=2017)

    benchmark.pedantic(publish, setup=empty_store, rounds=10)


def test_answering_questions(benchmark: BenchmarkFixture, store: PlanStore, plan: bytes) -> None:
    """Whole answers, wording included; the first one, which reads the store, is not counted."""
    _publish(store, plan)
    asker = Asker(store)
    answer_json(asker.ask("help", now=NOW))
    questions = cycle(QUESTIONS)
    times: list[float] = []

    def answer() -> None:
        start = time.perf_counter()
        answer_json(asker.ask(next(questions), now=NOW))
        times.append(time.perf_counter() - start)

    benchmark.pedantic(answer, rounds=1000, warmup_rounds=20)
    worst = quantiles(times, n=100)[98]
    benchmark.extra_info["p99 (ms)"] = round(worst * 1000, 2)
    print(f"\n  p50 {median(times) * 1000:.2f} ms, p99 {worst * 1000:.2f} ms")
    assert median(times) <= QUESTION_MEDIAN
    assert worst <= QUESTION_WORST


def test_migrating_when_there_is_nothing_to_do(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"
    migrate(url)
    benchmark(migrate, url)
    assert benchmark.stats.stats.median <= NOTHING_TO_MIGRATE


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--now", "2017-11-20", "协调司12月"]], ids=["help", "ask"]
)
def test_starting_the_command(
    benchmark: BenchmarkFixture, arguments: list[str], store: PlanStore, tmp_path: Path
) -> None:
    _publish(store, files("bot").joinpath("samples", "sample-plan.txt").read_bytes())
    command = [sys.executable, "-m", "bot", "--database", f"sqlite:///{tmp_path / 'bench.db'}", *arguments]
    root = Path(__file__).parents[1]
    benchmark.pedantic(
        subprocess.run, args=(command,), kwargs={"cwd": root, "capture_output": True, "check": True}, rounds=5
    )
