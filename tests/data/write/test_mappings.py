"""What a sender taught is used where it was taught, replaced, taken back, and never erased."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from data.write.actor import alone
from data.write.errors import NotThere, Refused
from data.write.mappings import forget, teach
from queries.database import data_version, reading, writing
from queries.mappings import list_mappings
from queries.schema import mappings

AT = datetime(2026, 12, 5, 9)
BY = {"actor": alone("商丘市妇联"), "at": AT}
HEADING = ("heading", "举办招聘会（场）")


@pytest.fixture
def taught(engine):
    from queries import schema

    schema.metadata.create_all(engine)
    with writing(engine) as connection:
        connection.execute(schema.settings.insert(), [{"key": "data_version", "value": "1"}])
        assert teach(connection, "睢县妇联", {HEADING: "CY-01", ("blank", "无"): "0"}, **BY) == 2
    return engine


def of(connection, sender=None) -> dict:
    return {(row.sender, row.what, row.text): row.answer for row in list_mappings(connection, sender).itertuples()}


def test_it_holds_for_its_sender_only(taught):
    with reading(taught) as connection:
        assert of(connection, "睢县妇联") == {("睢县妇联", *HEADING): "CY-01", ("睢县妇联", "blank", "无"): "0"}
        assert of(connection, "柘城县妇联") == {} and data_version(connection) > 1


def test_teaching_again_replaces_and_keeps_the_trace(taught):
    with writing(taught) as connection:
        assert teach(connection, "睢县妇联", {HEADING: "CY-02", ("blank", "无"): "0"}, **BY) == 1
        assert of(connection)["睢县妇联", *HEADING] == "CY-02"
        old = connection.execute(select(mappings).where(mappings.c.answer == "CY-01")).one()
        assert old.withdrawn_at == AT and old.withdrawn_by == "商丘市妇联"


def test_one_is_taken_back_once(taught):
    with writing(taught) as connection:
        number = int(list_mappings(connection)["id"].iloc[0])
        forget(connection, number, **BY)
        assert len(of(connection)) == 1 and connection.scalar(select(func.count()).select_from(mappings)) == 2
        with pytest.raises(NotThere, match="已经撤销"):
            forget(connection, number, **BY)


@pytest.mark.parametrize("sender, answers, by, words", [
    (" ", {HEADING: "CY-01"}, BY, "报送单位"), ("睢县妇联", {HEADING: "CY-01"}, BY | {"actor": alone(" ")}, "经办单位"),
    ("睢县妇联", {("heading", "长" * 201): "CY-01"}, BY, "不超过 200 个字")])
def test_what_cannot_be_kept_is_refused(taught, sender, answers, by, words):
    with pytest.raises(Refused, match=words), writing(taught) as connection:
        teach(connection, sender, answers, **by)
    with reading(taught) as connection:
        assert len(of(connection)) == 2
