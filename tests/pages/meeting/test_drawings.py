"""Slides: what is missing is a gap, every letter is text, long things go on over several slides, and all is said to who does not
see it."""

import re
from dataclasses import replace
from typing import Literal

from data.papers.outline import Amount, Chart, Column, Figure, Map, Place, Sentence, Slide, Table
from pages.parts.meeting import agenda, decks, slides
from pages.parts.meeting.agenda import Agenda
from pages.parts.meeting.bars import bars
from pages.parts.meeting.decks import Deck
from pages.parts.meeting.ground import ground, middle
from pages.parts.meeting.line import line, runs

POISON = "<img src=x onerror=alert(1)>"


def chart(kind: Literal["column", "bar", "line"] = "column", values=(3.0, None, -1.0), **more) -> Chart:
    names = tuple(f"县{at}" for at in range(len(values)))
    series = (("今年", tuple(values)), *more.pop("others", ()))
    return Chart("key", "题", kind, more.pop("categories", names), series, more.pop("unit", "个"), **more)


def test_a_missing_bar_is_a_dash_and_one_below_zero_hangs_from_the_line():
    drawn = bars(chart())
    groups = drawn.split('class="group ')[1:]
    assert len(groups) == 3 and "<i></i>" not in groups[1] and "—" in groups[1] and "gap" in groups[1]
    assert "--from: 0.2500; --to: 1.0000" in groups[0] and "--from: 0.0000; --to: 0.2500" in groups[2] and "−1" in groups[2]
    assert "县0：3" not in drawn and 'aria-label="题。今年：县03，县1—，县2−1。"' in drawn


def test_nothing_at_all_is_no_fault():
    for drawn in (bars(chart(values=())), line(chart("line", ())), bars(chart(values=(None,))), line(chart("line", (None, None))),
                  ground(Map("m", "图", ())), ground(Map("m", "图", (Place(1, "县", None, "未上报", ()),)))):
        assert "figure" in drawn
    assert "未上报" in ground(Map("m", "图", (Place(1, "县", None, "未上报", ()),)))


def test_a_verdict_is_colour_sign_and_word_and_money_has_one_unit():
    drawn = bars(chart("bar", (12_000.0, 2_345_000.0), unit="元", statuses=("滞后", None)))
    assert 'class="group late"' in drawn and "▼" in drawn and "</i>滞后" in drawn and drawn.count("chip") == 1
    assert "（万元）" in drawn and ">1.2<" in drawn and ">234.5<" in drawn
    assert ">97.5%<" in bars(chart(values=(97.5, 80.0), unit="%")) and "（%）" not in bars(chart(values=(97.5,), unit="%"))


def test_a_line_breaks_where_a_month_is_missing_and_says_which():
    assert runs([1, None, 2, 3, None]) == [[0], [2, 3]]
    drawn = line(chart("line", (1.0, None, 2.0, 3.0, None), categories=("1月", "2月", "3月", "4月", "5月")))
    assert re.findall("[ML]", "".join(re.findall(' d="([^"]+)"', drawn))) == ["M", "M", "L"]
    assert "空着的：2月、5月没有数" in drawn and drawn.count('class="dot') == 3
    more = line(chart("line", (1.0, None), others=(("上年", (2.0, 3.0)),), categories=("1月", "2月")))
    assert "空着" not in more and 'class="series"' in more


def test_a_map_has_its_numbers_and_what_has_no_outline_stands_beside_it():
    square = ((115.0, 34.0), (116.0, 34.0), (116.0, 35.0), (115.0, 35.0), (115.0, 34.0))
    assert [round(one, 6) for one in middle(square)] == [115.5, 34.5]
    drawn = ground(Map("m", "覆盖率", (Place(1, "睢县", 80.0, "80.0%", (square,)), Place(2, "开发区", 60.0, "60.0%")), "%"))
    assert drawn.count("<path") == 1 and "left: 50.00%; top: 50.00%" in drawn and drawn.index("</svg>") < drawn.rindex("开发区")
    many = ground(Map("m", "覆盖率", tuple(Place(at, f"县{at}", float(at), f"{at}%", (square,)) for at in range(20))))
    assert many.count("<path") == 20 and 'class="place"' not in many and many.count("<li>") == 20


def test_a_table_reads_as_its_columns_say():
    columns = (Column("县"), Column("数", "number", "个"), Column("完成率", "percent", "", 1), Column("差", "points", "", 1),
               Column("状态", "status"))
    drawn = slides.table(Table("t", "表", columns, (("合计", 1234.0, 0.975, -2.0, "滞后"), ("睢县", "未上报", None, 3.0, None),
                                                  ("民权县", Amount(1.25, 2), 1.0, 0.0, "没有这个")), totals=1))
    for wanted in ("<th class=\"num\">数（个）", ">1,234<", ">97.5%<", ">−2.0<", ">+3.0<", ">未上报<", ">—<", ">1.25<",
                   "没有这个"):
        assert wanted in drawn, wanted
    assert drawn.count('class="total"') == 1 and drawn.count("chip") == 1


def test_what_would_be_too_small_goes_on_over_several_slides():
    rows = tuple((f"县{at}", float(at)) for at in range(20))
    table = Table("t", "表", (Column("县"), Column("数", "number")), (("合计", 9.0), *rows), totals=1)
    made = list(slides.whole((Slide("a", "题", (table, Sentence("s", "一句话。"))),)))
    kept = [block.rows[1:] for one in made for block in one.blocks if isinstance(block, Table)]
    assert sum(kept, ()) == rows and all(len(part) < slides.MOST_ROWS for part in kept)
    assert [one.title for one in made] == ["题", "题（续）", "题（续）"]
    assert [slides.most_rows(replace(table, rows=(("字" * many, 1.0),))) for many in (9, 60, 999)] == [10, 5, 1]
    assert {one.key for one in made} == {"a"}
    said = tuple(Sentence(str(at), "字" * 60) for at in range(12))
    made = list(slides.whole((Slide("b", "题", (chart(), *said)),)))
    assert [block for one in made for block in one.blocks if isinstance(block, Sentence)] == list(said) and len(made) > 1
    endless = Sentence("x", "字" * 5000)
    assert [one.blocks for one in slides.whole((Slide("c", "题", (endless,)),))] == [(endless,)]


def test_every_letter_of_an_outline_is_text():
    figure = Figure(1, 1, 2026, 11, 202611, 1.0, POISON, "滞后")
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    blocks = (Sentence("s", POISON), chart(values=(1.0,), categories=(POISON,), unit=POISON),
              chart("line", (1.0,), categories=(POISON,)),
              Map(POISON, POISON, (Place(1, POISON, 1.0, POISON, (ring,)),), POISON),
              Table("t", POISON, (Column(POISON), Column(POISON, "number")), ((POISON, POISON),), figures=(figure,)))
    made = decks.deck("1", outline(Slide("a", POISON, blocks)), lambda figure: (POISON, POISON, POISON, POISON), True)
    drawn = str(decks.marked(made, 0))
    assert "<img" not in drawn and drawn.count("&lt;img") > 10


def outline(*made: Slide):
    from data.papers.outline import Outline

    return Outline("题", 1, POISON, 2026, 11, "截至2026年11月", "来源", True, slides=made)


def test_the_figures_of_a_page_lead_on_those_behind_first():
    figures = [Figure(region, 7, 2026, 11, 202611, 1.0, "1人", status)
               for region, status in ((1, "达序时"), (2, "滞后"), (1, "达序时"))]
    page = Slide("a", "题", (chart(values=(1.0,), figures=tuple(figures)),))
    assert [one.region_id for one in decks.figures(page)] == [2, 1]
    made = decks.deck("411400", outline(page), lambda one: (f"41142{one.region_id}", "县", "CY-07", "名"), True)
    drawn = made.pages[0][1]
    assert 'data-pick="why:2:CY-07"' in drawn and 'data-go="/duban?new=411422-CY-07"' in drawn
    assert "duban" not in decks.deck("1", outline(page), lambda one: ("1", "县", "CY-07", "名"), False).pages[0][1]


def test_an_agenda_puts_slides_in_order_and_takes_nothing_else_from_a_browser():
    made = tuple(Slide(key, key) for key in "abcd")
    put = Agenda(("c", "gone", "a"), frozenset("a"))
    assert [one.key for one in agenda.arranged(made, put)] == ["c", "d", "a", "b"]
    assert [one.key for one in agenda.shown(made, put)] == ["c", "d", "b"]
    assert agenda.arranged(made, Agenda()) == made
    assert agenda.read({"order": ["b", "a"], "left_out": ["a"]}, "abcd") == Agenda(("b", "a"), frozenset("a"))
    for wrong in (None, [], "x", {}, {"order": ["a"]}, {"order": ["a", "a"], "left_out": []}, {"order": ["x"], "left_out": []},
                  {"order": [1], "left_out": []}, {"order": ["a"], "left_out": {}}):
        assert agenda.read(wrong, "abcd") is None


def test_a_browser_holds_no_more_than_there_is_room_for():
    one = Deck("1", "县", (("题", slides.drawn(Slide("a", "字" * 400_000))),))
    assert len(list(decks.within(iter([one] * 9)))) == decks.MOST_BYTES // one.size
    huge = Deck("1", "县", one.pages * 9)
    assert list(decks.within(iter([huge, one]))) == [huge]
