"""A county's sum of what its townships report: taken only because a person says so, and never counted twice."""

from data.intake.choices import Choices
from data.intake.read import draft_of
from queries.database import reading


def csv(*rows) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


SUM = [["2026年11月", ""], ["县", "志愿服务活动"], ["睢县", 30]]


def test_a_countys_sum_of_what_townships_report_is_a_question_and_never_counted_twice(prepared, demo_engine):
    chosen = Choices({("level", ""): "合计"})
    engine = prepared()
    with reading(engine) as connection:
        asked = draft_of(connection, "报表.csv", csv(*SUM))
        assert asked.refused and [one.what for one in asked.understood.questions] == ["level"] and asked.taken == 0
        assert draft_of(connection, "报表.csv", csv(*SUM), choices=Choices({("level", ""): "不收"})).taken == 0
        draft = draft_of(connection, "报表.csv", csv(*SUM), choices=chosen)
        assert not draft.refused and draft.cells["observations"]["value"].tolist() == [30]
        beside = draft_of(connection, "报表.csv", csv(*SUM, [], ["2026年11月", ""], ["乡镇", "志愿服务活动"], ["睢县长岗镇", 4]),
                          choices=chosen)
    assert beside.cells["observations"]["value"].tolist() == [4] and "重复" in beside.refused[0].expected
    with reading(demo_engine) as connection:  # where the townships have reported October already
        assert "重复" in draft_of(connection, "报表.csv", csv(*SUM), choices=chosen).refused[0].expected
