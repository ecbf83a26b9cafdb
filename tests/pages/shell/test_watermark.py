"""The watermark's words are text, whatever they are, and nobody has one while there are no accounts."""

from xml.etree import ElementTree

from pages.parts.shell.watermark import show_watermark, tiles


def test_its_words_are_text():
    for words in ('</text><script>alert(1)</script>', 'a"b&c', "商丘市妇联 shiji 2026-12-05 08:30"):
        root = ElementTree.fromstring(tiles(words))
        assert {one.text for one in root.iter("{http://www.w3.org/2000/svg}text")} == {words}
        assert "script" not in {one.tag.rpartition("}")[2] for one in root.iter()}


def test_nobody_has_one_in_the_office_alone(monkeypatch):
    drawn = []
    monkeypatch.setattr("pages.parts.shell.watermark.draw", drawn.append)
    show_watermark(None)
    assert drawn == []
