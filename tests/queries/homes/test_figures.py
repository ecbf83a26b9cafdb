"""A place's figures of 妇女之家 by hand: shares, homes per 10,000 women, and what is not known."""

import numpy as np
import pandas as pd
import pytest

from queries.homes import villages
from queries.homes.figures import figures, in_register, of_forms

NAN = float("nan")
CITY, A, SILENT, WITHOUT_VILLAGES = 1, 2, 3, 4
FORMS = pd.DataFrame({"name": ["村", "楼宇", "儿童之家"], "domain": ["village", "new", "other"]})
TALLY = pd.DataFrame([(CITY, "村", 6, 3), (CITY, "楼宇", 2, 0), (CITY, "儿童之家", 9, 9), (A, "村", 6, 3), (A, "儿童之家", 9, 9)],
                     columns=["region_id", "form", "sites", "model"])
COVERAGE = pd.DataFrame({"villages": [10, 10, 0, 0], "covered": [5, 5, 0, 0], "rate": [50.0, 50.0, NAN, NAN],
                         "unregistered": [1, 0, 1, 0]}, index=pd.Index([CITY, A, SILENT, WITHOUT_VILLAGES], name="region_id"))
WOMEN = pd.Series([40_000, 20_000, 5_000, 0], index=COVERAGE.index)


def test_forms_are_counted_together():
    assert of_forms(TALLY, ["村", "楼宇"])["sites"].to_dict() == {CITY: 8, A: 6}
    assert of_forms(TALLY, ["村", "楼宇"])["model"].to_dict() == {CITY: 3, A: 3}
    assert of_forms(TALLY.iloc[:0], ["村"]).empty and of_forms(TALLY, []).empty


def test_the_figures_of_every_place():
    found = figures(COVERAGE, of_forms(TALLY, ["村", "楼宇"]), WOMEN)
    assert found["left"].tolist() == [5, 5, 0, 0]
    np.testing.assert_array_equal(found["homes"], [8, 6, NAN, 0])  # a register that is not there is no 0
    np.testing.assert_array_equal(found["model"], [37.5, 50.0, NAN, NAN])
    np.testing.assert_allclose(found["women"], [NAN, 3.0, NAN, NAN])  # the city has all of the women and a part of the homes
    assert "homes" not in COVERAGE


@pytest.mark.parametrize("place, expected", [
    (CITY, {"WL-01": 8, "WL-02": 5, "WL-03": 50.0, "WL-04": 2}), (A, {"WL-01": 6, "WL-02": 5, "WL-03": 50.0, "WL-04": 0}),
    (SILENT, {"WL-01": NAN, "WL-02": NAN, "WL-03": NAN, "WL-04": NAN})])
def test_what_indicators_come_to_by_the_register(place, expected):
    row = figures(COVERAGE, of_forms(TALLY, ["村", "楼宇"]), WOMEN).loc[place]
    found = in_register(row, TALLY[TALLY["region_id"] == place], FORMS)
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("homes, expected", [([0, 2, 1, 0], (4, 2, 50.0)), ([1], (1, 1, 100.0)), ([], (0, 0, NAN))])
def test_a_township_is_covered_village_by_village(homes, expected):
    assert villages.built(pd.DataFrame({"homes": homes})) == pytest.approx(expected, nan_ok=True)


def test_villages_without_a_home_township_by_township():
    rows = pd.DataFrame([("睢县", "城关镇", "甲村"), ("睢县", "城关镇", "乙村"), ("夏邑县", "城关镇", "甲村")],
                        columns=["county", "township", "village"])
    found = villages.by_township(rows)
    assert found.to_numpy().tolist() == [["睢县", "城关镇", 2, ["甲村", "乙村"]], ["夏邑县", "城关镇", 1, ["甲村"]]]
    assert list(found) == ["county", "township", "number", "villages"] and villages.by_township(rows.iloc[:0]).empty


def test_all_files_of_the_register_together():
    rows = pd.DataFrame({"homes": [3, 4], "others": [1, 0]})
    assert villages.in_use(rows).to_dict() == {"homes": 7, "others": 1}
