"""A .pptx to begin with: an office puts its own picture, colours and type on the master."""

from io import BytesIO

from data.papers.deck_page import opened
from data.papers.deck_text import box, paragraphs
from data.papers.outline import Outline
from data.papers.word_page import describe
from data.write.mark import leaving

SAID = ("在“视图—幻灯片母版”里换底图、颜色和字体，存成 .pptx 再上传。", "做材料时只取母版的样子，这一页和其他页都不留。",
        "标题放在版式“仅标题”的标题框里；下面的地方留空，图、表和文字排在那里。")


def starter() -> bytes:
    deck = opened(Outline("幻灯片模板", 0, "", 0, 0, "", "", False), None)
    slide, place = deck.slide("幻灯片模板")
    paragraphs(box(slide.shapes, place, "说明"), SAID, 20, deck.hand)
    describe(deck.file, "幻灯片模板", "")
    mark, file = leaving.get(), BytesIO()
    assert mark is None or mark.line
    deck.file.save(file)
    return file.getvalue()
