"""A city's paper and deck, whole."""

from datetime import date

from data.papers.outline import Map, Sentence
from pages.parts.papers import outline
from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope
from queries.matter_rules import OPEN


def test_the_city_s_paper_and_deck(demo):
    """The whole demo: the sections in their order, 15 to 20 slides, a map with outlines, not too long to be read out."""
    version = reference.current_version()
    scope = Scope(version, reference.root_of(version), reference.root_of(version), 2026, 11)
    made = outline.make(scope)
    blocks = [block for part in (*made.sections, *made.slides) for block in part.blocks]
    first = [section.title for section in made.sections if section.level == 1 and not section.annex]
    assert first == ["总体情况", "六大行动进展情况", "妇女之家建设", "存在问题", "下一步工作"]
    assert [section.title for section in made.sections if section.annex] == ["指标进度表", "各县对比", "数据说明"]
    assert 15 <= len(made.slides) <= 20 and len({one.key for one in made.slides}) == len(made.slides)
    assert made.slides[1].key == "slide.matters", "a deck opens with what was decided"
    held = next(one for one in blocks if one.key == "matters.list")
    assert len(held.rows) == answers.matters(scope, date(2026, 12, 5))["state"].isin(OPEN).sum() > 5
    assert any("原因：" in one.text for one in blocks if one.key.startswith("behind."))
    keys = [(section.key, block.key) for section in made.sections for block in section.blocks]
    assert len(set(keys)) == len(keys)
    places = next(one for one in blocks if isinstance(one, Map)).places
    assert len(places) == 9 and all(one.rings for one in places)
    said = sum(len(one.text) for section in made.sections if not section.annex for one in section.blocks
               if isinstance(one, Sentence))
    assert 2000 < said < 6000 and made.demo and made.date == f"{date(2026, 12, 5):%Y年}12月5日"
