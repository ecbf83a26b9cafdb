"""Where one can go to, and what the scope bar calls it."""

import pandas as pd
import pytest

from pages.parts.shell import cache, reference, ways

COLUMNS = ["id", "code", "parent_id", "level", "name"]
PROVINCE = [(1, "410000", None, "province", "河南省"), (2, "411400", 1.0, "city", "商丘市"), (3, "411500", 1.0, "city", "信阳市"),
            (4, "411402", 2.0, "county", "城区"), (5, "411502", 3.0, "county", "城区"), (6, "411422", 2.0, "county", "睢县")]


def nodes(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).set_index("id", drop=False)


@pytest.mark.parametrize("rows, code, expected", [
    (PROVINCE, "410000", [{"410000": "全省", "411400": "商丘市", "411500": "信阳市"}]),
    (PROVINCE, "411500", [{"410000": "全省", "411400": "商丘市", "411500": "信阳市"}, {"411500": "全市", "411502": "城区"}]),
    (PROVINCE, "411422", [{"410000": "全省", "411400": "商丘市", "411500": "信阳市"},
                          {"411400": "全市", "411402": "城区", "411422": "睢县"}]),
    ([(2, "411400", None, "city", "商丘市"), *[row for row in PROVINCE if row[2] == 2.0]], "411422",
     [{"411400": "全市", "411402": "城区", "411422": "睢县"}]),
    ([(1, "441900", None, "county", "东莞市"), (2, "441900001", 1.0, "township", "城关镇"),
      (3, "441900002", 1.0, "township", "城关镇")], "441900",
     [{"441900": "全市", "441900001": "城关镇（441900001）", "441900002": "城关镇（441900002）"}]),
    ([(6, "411422", None, "county", "睢县")], "411422", [{"411422": "全县"}])])
def test_the_choices_on_the_way_to_a_region(monkeypatch, rows, code, expected):
    monkeypatch.setattr(reference, "tree", lambda version: nodes(rows))
    monkeypatch.setattr(reference, "tree_at", lambda version, period: nodes(rows))
    monkeypatch.setattr(reference, "root_of", lambda version: rows[0][0])
    cache.clear()
    assert list(ways.steps.__wrapped__(1, code, 202611)) == expected
    cache.clear()
