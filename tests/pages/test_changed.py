"""What changed, on the overview and on a county's page: sentences that are doors, one line until opened; the last visit by its
cookie."""

import json
import re

import pytest

from data.write.actor import alone
from pages.parts.papers import outline
from pages.parts.papers.frozen import frozen
from pages.parts.shell import picks, reference, visits
from pages.parts.shell.picks import parse
from pages.parts.shell.scope import Scope

pytestmark = pytest.mark.usefixtures("demo")

COUNTY = {"region": "411422"}


def sentences(html: str) -> list[picks.Pick | None]:
    return [parse(pick) for pick in re.findall(r'class="change" data-pick="([^"]+)"', html)]


def kept(app) -> str:
    return next(said["keep"] for said in (json.loads(item.proto.bytes) for item in app.get("bidi_component"))
                if said["key"] == "overview")


def test_the_month_before_is_one_line_of_doors(open_page, boards):
    said = boards(open_page())["changed"]
    assert said.count("<details") == 1 and "与上月（10月）比" in said and "转为滞后" in said
    doors = sentences(said)
    assert doors and all(isinstance(door, picks.Why) for door in doors)
    mine = sentences(boards(open_page("xianqu", **COUNTY))["changed"])
    assert len({door.region for door in mine}) <= 1, "a county's page is about the county"


def test_january_has_no_month_before_and_no_box(open_page, boards):
    assert boards(open_page(year="2026", month="1"))["changed"] == ""


def test_the_last_visit_is_kept_by_day_and_told_in_sentences(open_page, boards, monkeypatch):
    monkeypatch.setenv("JINGUO_TODAY", "2026-11-20")
    first = kept(open_page())
    assert first.startswith(".") and len(first) < 2000
    monkeypatch.setattr(visits, "cookies", lambda: {visits.COOKIE: first})
    same = open_page()
    assert "自上次来" not in boards(same)["changed"] and kept(same) == first, "the same day is the same visit"
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    later = open_page()
    said = boards(later)["changed"].partition("自上次来")[2]
    assert "（11月20日）以后" in said and "转为滞后" in said and sentences(said)
    assert kept(later).split(".")[0] == first[1:], "and stays so for the day"
    monkeypatch.setattr(visits, "cookies", lambda: {visits.COOKIE: kept(later)})
    assert boards(open_page())["changed"].partition("自上次来")[2] == said
    assert "自上次来" not in boards(open_page(month="9"))["changed"], "another month is not what was seen"
    assert kept(open_page(month="9")) == ""


@pytest.mark.parametrize("text", ["", "x.y", ".AAAA", "é.é", "." + "A" * 5000])
def test_what_no_visit_writes_is_none(open_page, boards, monkeypatch, text):
    monkeypatch.setattr(visits, "cookies", lambda: {visits.COOKIE: text})
    app = open_page()
    assert not app.exception and "自上次来" not in boards(app)["changed"]


def test_a_visit_of_another_account_is_not_told(open_page, boards, monkeypatch):
    monkeypatch.setenv("JINGUO_TODAY", "2026-11-20")
    first = kept(open_page())
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    monkeypatch.setattr(visits, "cookies", lambda: {visits.COOKIE: first})
    monkeypatch.setattr(visits, "_whose", lambda: 7)
    assert "自上次来" not in boards(open_page(**COUNTY))["changed"]


def test_what_a_meeting_said_is_held_against_how_it_is_now(copy_of_demo, use, open_page, boards):
    """A meeting in November about the city; one about a county is that county's alone."""
    url = copy_of_demo()
    use(url)
    version = reference.current_version()
    whole = Scope(version, reference.root_of(version), reference.root_of(version), 2026, 9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_TODAY", "2026-11-12")
        number = frozen(outline.make(whole), "会议", alone("商丘市妇联")).number
    said = boards(open_page())["changed"].partition("自上次会议")[2]
    assert f"（11月12日，留存 {number}）以来" in said and "转为滞后" in said and sentences(said)
    assert "自上次会议" not in boards(open_page("xianqu", **COUNTY))["changed"]
    assert "自上次会议" not in boards(open_page(year="2025"))["changed"]
