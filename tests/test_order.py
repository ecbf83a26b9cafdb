"""What the quick run leaves out is there, and is what it says."""

from pathlib import Path

from order import MEANWHILE, group, seconds, turn

ROOT = Path(__file__).parents[1]


def test_every_file_and_slow_test_of_the_list_is_there():
    for name in seconds():
        file, _, test = name.partition("::")
        assert (ROOT / file).exists() and (not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")), name


def test_the_files_of_the_browser_and_of_the_pages_go_together_and_others_alone():
    assert group("tests/browser/test_homes.py::test_a[x::y]") == group("tests/browser/test_links.py::test_b") == "tests/browser"
    assert group("tests/pages/ui/test_html.py::test_a") == "tests/pages"
    assert group("tests/data/test_clock.py::test_a[1]") == "tests/data/test_clock.py"
    assert group("tests/test_house.py::test_a") == group("tests/test_words.py::test_b") == "tests"
    assert group("tests/test_supply.py::test_a") == "tests/test_supply.py"


def test_one_makes_the_demo_while_the_other_has_something_else_to_do():
    assert turn(MEANWHILE) > turn("tests/browser") > turn("tests/pages") > turn("tests/pages/test_roots.py") > turn("x") == 0


def test_which_database_a_test_asks_is_marked(request, engine_url):
    assert bool(request.node.get_closest_marker("postgresql")) == engine_url.startswith("postgresql")
    assert not request.node.get_closest_marker("browser")


def test_a_server_of_its_own_is_marked(request, new_postgres):
    assert request.node.get_closest_marker("postgresql") and not request.node.get_closest_marker("slow")

