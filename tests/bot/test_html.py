"""Blocks on pages: escaped, within Telegram's limits, split only between items."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import Block, Fact, Heading, Line, Row, Title
from bot.catalogue import catalogue
from bot.html import LONGEST, MOST_ENTITIES, MOST_ROWS, broken, html_pages, units
from bot.question import Language

ZH, EN = catalogue(Language.CHINESE), catalogue(Language.ENGLISH)
TAG = re.compile(r"</?(?:b|code)>")


def plain(html: str) -> str:
    return unescape(TAG.sub("", html))


def rows(number: int) -> list[Row]:
    return [Row(f"2017-{place}", f"measure {place}", "A") for place in range(1, number + 1)]


def test_an_answer_that_fits_is_one_page_and_names_no_page() -> None:
    (page,) = html_pages([Title("A · 2017"), Heading("1 Dec"), *rows(3), Line("and more")], EN)
    assert page.text == (
        "<b>A · 2017</b>\n\n<b>1 Dec</b>\n"
        "<code>2017-1</code> measure 1 (A)\n<code>2017-2</code> measure 2 (A)\n<code>2017-3</code> measure 3 (A)\n"
        "and more"
    )
    assert page.codes == ("2017-1", "2017-2", "2017-3")


def test_what_people_wrote_is_escaped() -> None:
    text = "<b>&amp; </code> \"'"
    page = html_pages(
        [Title(text), Heading(text), Line(text), Row(text, text, text, (text,)), Fact(text, text)], EN
    )[0]
    assert "<b>&amp;amp" not in page.text
    assert plain(page.text).count(text) == 9
    assert page.text.count("<b>") == page.text.count("</b>") == 2


def test_each_page_opens_with_the_first_line_and_goes_on_under_its_heading() -> None:
    pages = html_pages([Title("all"), Heading("first"), *rows(20), Heading("second"), *rows(2)], EN, rows=8)
    assert [page.text.splitlines()[0] for page in pages] == ["<b>all</b>"] * 3
    assert [page.text.splitlines()[2] for page in pages] == [
        "<b>first</b>", "<b>first (continued)</b>", "<b>first (continued)</b>",
    ]  # fmt: skip
    assert [page.text.splitlines()[-1] for page in pages] == [f"Page {number} of 3" for number in (1, 2, 3)]
    assert "<b>second</b>" in pages[2].text


def test_a_heading_is_never_left_alone_at_the_end_of_a_page() -> None:
    pages = html_pages([Heading("first"), *rows(8), Heading("second"), *rows(1)], EN, rows=8)
    assert "second" not in pages[0].text
    assert pages[1].text.startswith("<b>second</b>")


def test_what_stands_under_an_item_stays_with_it() -> None:
    blocks: list[Block] = [Title("all")]
    for row in rows(30):
        blocks += [row, Fact("Responsible", "x" * 300, under_row=True)]
    for page in html_pages(blocks, EN):
        assert page.text.count("Responsible") == len(page.codes)


def test_an_item_too_long_for_a_page_takes_several() -> None:
    text = "很长的措施，" * 2000
    pages = html_pages([Heading("2017-1"), Line(text), Fact("Deadline", "12 月")], ZH)
    assert len(pages) > 2
    body = "".join(page.text for page in pages)
    assert body.count("措施") == 2000


def test_nothing_is_one_empty_page() -> None:
    assert len(html_pages([], EN)) == 1


@pytest.mark.parametrize("text", ["", "a", "ab" * 50, "一，二。" * 40, "\n" * 99])
def test_a_broken_text_is_whole_when_put_together(text: str) -> None:
    parts = broken(text, 20)
    assert "".join(parts) == text
    assert all(len(part) <= 20 for part in parts)


TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["<b>", "&amp;", "👨‍👩‍👧" * 30, "\u202eabc", "很长，" * 900, "x" * 5000, "🙂" * 4100]
)
BLOCKS = st.one_of(
    st.builds(Title, TEXT),
    st.builds(Heading, TEXT),
    st.builds(Line, TEXT),
    st.builds(
        Row, st.integers(1, 999).map("2017-{}".format), TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple)
    ),
    st.builds(Fact, TEXT, TEXT, st.booleans()),
)


@given(st.lists(BLOCKS, max_size=60), st.sampled_from([ZH, EN]))
def test_pages_hold_everything_in_order_within_the_limits(blocks: list[Block], words: object) -> None:
    titles = [block for block in blocks if isinstance(block, Title)][:1]
    blocks = [*titles, *(block for block in blocks if not isinstance(block, Title))]
    pages = html_pages(blocks, words)  # type: ignore[arg-type]
    assert [code for page in pages for code in page.codes] == [
        block.code for block in blocks if isinstance(block, Row)
    ]
    for page in pages:
        assert units(plain(page.text)) <= LONGEST
        assert len(TAG.findall(page.text)) <= 2 * MOST_ENTITIES
        assert len(page.codes) <= MOST_ROWS
        assert re.sub(r"&(?:amp|lt|gt);", "", TAG.sub("", page.text)).count("&") == 0
