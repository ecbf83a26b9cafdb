"""Quotations come with their document, and lost digits stay lost."""

import math

from sqlalchemy import insert

from queries import schema
from queries.quotations import quoted_figures, stated_goals

SOURCE = {"id": 1, "code": "A", "document": "总结", "place": "某市", "year": "2015", "legibility": "清楚"}
FIGURE = {"source_id": 1, "programme": "巧媳妇工程", "name": "基地", "quotation": "建成基地个", "legibility": "ok",
          "doubtful": False}


def test_a_figure_keeps_document_quotation_and_doubt(world):
    world.connection.execute(insert(schema.sources), [SOURCE])
    world.connection.execute(insert(schema.figures), [
        FIGURE | {"id": 2, "value": None, "legibility": "truncated digits", "doubtful": True},
        FIGURE | {"id": 1, "value": 0.0, "doubtful": False}])
    first, second = quoted_figures(world.connection).to_dict("records")
    assert (first["id"], first["value"], first["document"], first["place"], first["year"]) == (1, 0, "总结", "某市", "2015")
    assert math.isnan(second["value"]), "missing digits are not 0"
    assert second["legibility"] == "truncated digits"
    assert bool(second["doubtful"]) and not bool(first["doubtful"])


def test_a_goal_keeps_its_words(world):
    world.connection.execute(insert(schema.sources), [SOURCE])
    world.connection.execute(insert(schema.goals), [{
        "id": 1, "source_id": 1, "programme": "项目", "name": "覆盖率", "operator": ">=", "value": "98.50", "unit": "%",
        "deadline": "2015年底", "type": "年度", "quotation": "达到98.50%以上"}])
    (goal,) = stated_goals(world.connection).to_dict("records")
    assert (goal["operator"], goal["value"], goal["deadline"], goal["document"]) == (">=", "98.50", "2015年底", "总结")


def test_nothing_quoted_is_an_empty_frame(world):
    assert quoted_figures(world.connection).empty and stated_goals(world.connection).empty
    assert {"document", "place", "year", "quotation"} <= set(quoted_figures(world.connection).columns)
