"""A plan file is read in a process of its own: bounded, cancellable, and telling how far it is."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import plan_reading
from bot.plan_reading import Bounds, Progress, read_plan_file
from storage.errors import PlanFileError, UnreadableFileError, UnsupportedFormatError
from storage.parsing import parse_plan
from tests.large_plans import large_file

if TYPE_CHECKING:
    from asyncio.subprocess import Process

DATA = Path(__file__).parents[1] / "data/plans"
PAGES = (DATA / "pages.pdf").read_bytes()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """List the processes that are started, to look at afterwards."""
    processes: list[Process] = []
    start = plan_reading._start

    async def starting(bounds: Bounds) -> Process:
        processes.append(await start(bounds))
        return processes[-1]

    monkeypatch.setattr(plan_reading, "_start", starting)
    return processes


@pytest.mark.parametrize("name", ["outline.txt", "blanks.csv", "cover.docx", "sheets.xlsx", "pages.pdf"])
def test_a_file_reads_the_same_in_a_process_of_its_own(name: str) -> None:
    content = (DATA / name).read_bytes()
    assert asyncio.run(read_plan_file(content, name)) == parse_plan(content, name)


def test_with_a_year_the_plan_is_taken_as_that_years() -> None:
    plan = asyncio.run(read_plan_file(PAGES, "pages.pdf", year=2031))
    assert {plan.year, *(each.due.year for item in plan.items for each in item.deadline.occurrences)} == {
        2031
    }


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"", "plan.txt", UnreadableFileError),
        (b"x", "plan.exe", UnsupportedFormatError),
        (PAGES[:3000], "计划.pdf", UnreadableFileError),
        ("今天天气很好。".encode(), "a\udcff/plan.txt", UnreadableFileError),
    ],
)
def test_what_is_no_plan_is_refused_in_the_same_words(
    content: bytes, name: str, kind: type[PlanFileError]
) -> None:
    with pytest.raises(kind) as here:
        parse_plan(content, name)
    with pytest.raises(kind) as there:
        asyncio.run(read_plan_file(content, name))
    assert str(there.value) == str(here.value)


def test_it_tells_how_many_pages_are_read() -> None:
    heard: list[Progress] = []

    async def hear(progress: Progress) -> None:
        heard.append(progress)

    asyncio.run(read_plan_file(PAGES, "pages.pdf", progress=hear))
    assert heard[0] == Progress(1, 2)


def test_the_loop_goes_on_meanwhile() -> None:
    async def count() -> int:
        reading = asyncio.create_task(read_plan_file(PAGES, "pages.pdf"))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.001)
            turns += 1
        return turns

    assert asyncio.run(count()) > 10


def test_cancelling_ends_the_process(started: list[Process]) -> None:
    async def cancel() -> None:
        running = asyncio.Event()

        async def begun(_progress: Progress) -> None:
            running.set()
            await asyncio.Event().wait()

        reading = asyncio.create_task(read_plan_file(PAGES, "pages.pdf", progress=begun))
        await running.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    asyncio.run(cancel())
    assert started[0].returncode is not None


@pytest.mark.parametrize("bounds", [Bounds(seconds=0.001), Bounds(silence=0.001)])
def test_what_takes_too_long_is_given_up(started: list[Process], bounds: Bounds) -> None:
    with pytest.raises(UnreadableFileError, match="too long"):
        asyncio.run(read_plan_file(PAGES, "pages.pdf", bounds=bounds))
    assert started[0].returncode == -signal.SIGKILL


@pytest.mark.skipif(not Path("/proc").exists(), reason="not every system bounds a process's memory")
def test_what_takes_too_much_memory_is_refused() -> None:
    rows = "\n".join(f"要点{n},措施{n}。,办公室,3月" for n in range(9_900))
    content = f"工作要点,具体措施,责任单位,完成时限\n{rows}".encode()
    with pytest.raises(UnreadableFileError, match="more memory"):
        asyncio.run(read_plan_file(content, "plan.csv", bounds=Bounds(memory=56 << 20)))


def test_a_pdf_that_draws_itself_without_end_is_refused() -> None:
    form = (
        b"<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 60>>stream\n%s\nendstream"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    parts += [form % (number, b"/X Do " * 10) for number in range(5, 20)]
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % part for part in enumerate(parts, start=1))
    bomb = b"%PDF-1.4\n" + objects + b"trailer<</Size 19/Root 1 0 R>>\n"
    with pytest.raises(UnreadableFileError):
        asyncio.run(read_plan_file(bomb, "plan.pdf", bounds=Bounds(memory=200 << 20, silence=2)))


def test_a_file_that_breaks_the_process_is_damaged(started: list[Process]) -> None:
    async def kill(_progress: Progress) -> None:
        os.kill(started[0].pid, signal.SIGSEGV)

    big = PAGES.replace(b"/Count 2", b"/Count 9")
    with pytest.raises(UnreadableFileError, match="damaged"):
        asyncio.run(read_plan_file(big, "pages.pdf", progress=kill))


def test_the_process_knows_no_secrets(started: list[Process], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "12:secret")
    assert "TELEGRAM_TOKEN" not in plan_reading._environment()
    asyncio.run(read_plan_file(PAGES, "pages.pdf"))
    assert started[0].returncode == 0


def test_the_folder_one_stands_in_lends_it_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docx.py").write_text("raise SystemExit('not the library')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert asyncio.run(read_plan_file((DATA / "cover.docx").read_bytes(), "cover.docx")).items


def test_our_own_mistakes_are_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_reading, "CHILD", "bot.nowhere")
    with pytest.raises(RuntimeError, match=r"bot\.nowhere"):
        asyncio.run(read_plan_file(PAGES, "pages.pdf"))


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.parametrize("kind", [".csv", ".tsv", ".txt", ".xlsx", ".docx", "outline"])
def test_a_plan_of_20_000_items_is_read_within_the_bounds(kind: str) -> None:
    name = f"plan{kind if kind.startswith('.') else '.txt'}"
    plan = asyncio.run(read_plan_file(large_file(kind, 20_000), name))
    assert (len(plan.items), plan.year) == (20_000, 2019)
    assert not any(item.doubts for item in plan.items)


def test_rows_are_no_pages_to_tell_of() -> None:
    told: list[Progress] = []

    async def tell(progress: Progress) -> None:
        told.append(progress)

    content = large_file(".csv", 500)
    plan = asyncio.run(read_plan_file(content, "plan.csv", progress=tell))
    assert (len(plan.items), told) == (500, [])


@pytest.mark.parametrize(
    ("content", "seconds"), [(b"a" * 999_999, 3.0), (b"a" * 1_000_001, 20.0), (PAGES + bytes(1_000_000), 3.0)]
)
def test_only_a_large_text_may_be_read_without_a_word(content: bytes, seconds: float) -> None:
    assert Bounds(seconds=20.0, silence=3.0).silence_for(content) == seconds
