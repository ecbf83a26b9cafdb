"""What people outside the code rely on stays where it is: commands, default paths, the names that copied links carry."""

import runpy
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINKS = {"jiayuan": ("home_measure", "home_form", "home_since", "home_town", "home_find"),
         "mubiao": ("aim_action", "aim_programme", "aim_status", "aim_place", "only", "aim_find", "aim_sort", "aim_group",
                    "aim_page", "aim_open"),
         "shangbao": ("look", "cell", "severity", "rule", "item", "finding"),
         "zhibiao": ("part", "of_action", "words", "clear"),
         "xiangzhen": ("town",), "duibi": ("regions", "beside_action"),
         "linian": ("over", "over_with", "back_action", "back_find"),
         "kaohe": ("scheme", "half", "order", "desk", "unit"), "daoru": ("batch", "sent"),
         "cailiao": ("paper", "snapshot"),
         "huiyi": ("meeting", "slide"),
         "chuangye": ("indicator", "chart")}


@pytest.mark.parametrize("module", ["data.accounts", "data.prepare", "data.backup", "data.boundaries", "data.intake",
                                    "data.audit", "data.review"])
def test_a_documented_command_is_there(module, monkeypatch, capsys):
    """As python -m runs it."""
    monkeypatch.setattr("sys.argv", ["-", "--help"])
    with pytest.raises(SystemExit) as left, warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        runpy.run_module(module, run_name="__main__")
    assert left.value.code in (None, 0) and module in capsys.readouterr().out


def test_the_default_database_is_where_it_was():
    from queries.database import DEFAULT_URL

    assert DEFAULT_URL == f"sqlite:///{ROOT / 'data' / 'jinguo.db'}"


def test_imported_files_are_kept_where_they_were(monkeypatch):
    from data.intake.originals import folder

    monkeypatch.delenv("JINGUO_FILES")
    assert folder() == ROOT / "data" / "kept"


def test_a_deployers_own_boundaries_are_looked_for_where_they_were():
    from data.reference.boundaries import OWN

    assert OWN == ROOT / "data" / "boundaries.geojson"


@pytest.mark.parametrize("page", LINKS)
def test_a_copied_link_still_sets_its_filters(page):
    from pages.parts.shell.addresses import FILTERS

    assert FILTERS[page] == LINKS[page]
