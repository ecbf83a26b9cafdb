"""A catalogue of four hundred indicators with long names, and a group of one's own: nothing reaches out of its card."""

from datetime import datetime
from pathlib import Path

import catalogues
import pytest

from data.write.actor import alone
from data.write.groups import add_group
from queries.database import open_engine, writing

LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")
SIZES = ({"width": 1600, "height": 900}, {"width": 390, "height": 844})


@pytest.fixture(scope="module")
def large(serve, databases, tmp_path_factory):
    """The address of a dashboard with that catalogue."""
    url = databases.copy(tmp_path_factory.mktemp("large") / "many.db", demo=False)
    engine = open_engine(url)
    with writing(engine) as connection:
        catalogues.replace(connection, catalogues.many())
        add_group(connection, "三新领域妇女组织建设工作", actor=alone("商丘市妇联"), reason="新设", at=datetime(2026, 12, 1))
    engine.dispose()
    with serve(url) as address:
        yield address


def test_nothing_reaches_out_of_its_card(large, visit):
    page = visit(address=large).page
    for address, part in (("/", ".cards"), ("/wenming", ".tiles")):
        page.goto(f"{large}{address}")
        page.locator(part).first.wait_for()
        for size in SIZES:
            page.set_viewport_size(size)
            assert page.evaluate(LOOKS, "outside") == [], (address, size)
    page.set_viewport_size(SIZES[0])
    page.get_by_text("其他工作").first.wait_for(state="attached")
    page.close()
