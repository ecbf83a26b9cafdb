"""An office's own templates: ours to begin with pass and are filled; whatever else is refused in words that say what it is."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from pptx.util import Pt

from data.papers import deck, templates, word
from data.papers.outline import Section, Sentence


def document(*lines: str, foot: str = "") -> bytes:
    """A template of an office's, a paragraph a line."""
    made, file = docx.Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    if foot:
        made.sections[0].footer.paragraphs[0].text = foot
    made.save(file)
    return file.getvalue()


def changed(content: bytes, parts: dict[str, bytes | None] | None = None, edit=None) -> bytes:
    """The same file with parts put in or changed."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, edit(name, text) if edit else text)
        for name, text in (parts or {}).items():
            new.writestr(name, text)
    return file.getvalue()


STARTERS = {kind: templates.starter(kind) for kind in ("docx", "pptx")}
GOOD = document("{{ 正文 }}")


@pytest.mark.parametrize("kind", STARTERS)
def test_ours_passes_and_is_filled(kind, outline):
    assert templates.check(STARTERS[kind], kind) == []
    made = (word if kind == "docx" else deck).make(outline, STARTERS[kind])
    if kind == "pptx":
        assert [slide.shapes.title.text_frame.text for slide in pptx.Presentation(BytesIO(made)).slides][:2] == [
            outline.title, outline.slides[0].title]
        return
    paper = docx.Document(BytesIO(made))
    texts = [one.text for one in paper.paragraphs]
    assert texts[0] == outline.title and "商丘市妇女联合会" in texts and "2026年11月26日" in texts and "附件1" in texts
    assert not re.search(r"\{[{%]|\ue000", "".join(texts)) and len(paper.tables) == 5
    assert "2026-11-02　示例数据" in paper.sections[0].footer.paragraphs[1].text
    body = next(one for one in paper.paragraphs if one.text.startswith("截至11月底"))
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_an_office_lays_out_the_parts_itself(outline):
    own = document("{{ 地区 }}{{ 年 }}年{{月}}月", "{%p for 部分 in 各部分 %}", "{{ 部分.标题 }}", "{{ 部分.内容 }}",
                   "{%p endfor %}", foot="{{ 编号 }}")
    assert templates.check(own, "docx") == []
    told = Section("a", "<b>&{{ 标题 }}", 1, (Sentence("a.1", "{% for x in y %}{{ 7*7 }}<w:p/>。"),))
    paper = docx.Document(BytesIO(word.make(replace(outline, sections=(told,)), own)))
    assert [one.text for one in paper.paragraphs] == ["商丘市2026年11月", "一、<b>&{{ 标题 }}",
                                                      "{% for x in y %}{{ 7*7 }}<w:p/>。"]
    assert paper.sections[0].footer.paragraphs[0].text == "2026-11-02"


@pytest.mark.parametrize(("lines", "words"), [
    (("{{ 姓名 }}{{ 正文 }}",), "不认识的占位符：{{ 姓名 }}"), (("{{ 标题 }}",), "材料的内容没有地方放"),
    (("{{ 标题",), "写法有误"), (("{% for x in 各部分 %}",), "写法有误"),
    (("{{ ''.__class__.__mro__ }}", "{{ 正文 }}"), "不能取别的属性"), (("{{ 标题.__init__ }}", "{{ 正文 }}"), "不能取别的属性"),
    (("{{ 标题|upper }}", "{{ 正文 }}"), "不能用别的写法"), (("{{ 标题() }}", "{{ 正文 }}"), "不能用别的写法"),
    (("{{ 7*7 }}", "{{ 正文 }}"), "不能用别的写法"), (("{% if 标题 %}x{% endif %}", "{{ 正文 }}"), "不能用别的写法"),
    (("{% set a = 1 %}", "{{ 正文 }}"), "不能用别的写法"), (("{% include 'x' %}", "{{ 正文 }}"), "不能用别的写法"),
    (("{% for x in range(9) %}x{% endfor %}", "{{ 正文 }}"), "只能逐个排"),
    (("{% for x in 各部分 if x %}x{% endfor %}",), "不加条件"), (("{% for x in 各部分 %}{{ x.密码 }}{% endfor %}",), "x.密码"),
    (("{% for x in 各部分 %}{% for y in 各部分 %}y{% endfor %}{% endfor %}",), "不能再套一个"),
    (("{{ 标题 }}" * 201, "{{ 正文 }}"), "超过 200 处")])
def test_what_is_more_than_documented_is_named(lines, words):
    found = templates.check(document(*lines), "docx")
    assert any(words in one for one in found), found


def test_every_unknown_placeholder_is_named_wherever_it_stands():
    found = templates.check(document("{{ 正文 }}{{ 甲 }}", "{{ 乙 }}", foot="{{ 丙 }}{{ 正文 }}"), "docx")
    assert found == [*(f"不认识的占位符：{{{{ {name} }}}}" for name in "甲乙丙"),
                     "{{ 正文 }} 只能放在正文里，不能放在页眉、页脚和脚注里"]
    own = docx.Document(BytesIO(GOOD))
    own.core_properties.title, file = "{{ 标题 }}", BytesIO()
    own.save(file)
    assert "文件属性" in templates.check(file.getvalue(), "docx")[0]


def outside(kind: str) -> bytes:
    told = (f'<Relationship Id="rX" Type="x/{kind}" Target="file://host/a.png" TargetMode="External"/></Relationships>').encode()
    return changed(GOOD, edit=lambda name, text: text.replace(b"</Relationships>", told) if name == "word/_rels/document.xml.rels"
                   else text)


def swapped(old: bytes, new: bytes, part: str, content: bytes = GOOD) -> bytes:
    made = changed(content, edit=lambda name, text: text.replace(old, new) if name == part else text)
    assert made != content
    return made


def fielded(*codes: str) -> bytes:
    """With a field, told in several pieces as Word does."""
    told = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return swapped(b"<w:sectPr", f"<w:p>{told}</w:p><w:sectPr".encode(), "word/document.xml")


@pytest.mark.parametrize(("content", "kind", "words"), [
    (b"", "docx", "空的"), (b"\0" * (8 * 2**20 + 1), "docx", "超过 8 MB"), (b"%PDF-1.7", "docx", "不是 .docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx", "旧版"), (GOOD[:-900], "docx", "损坏"),
    (STARTERS["pptx"], "docx", "是 PowerPoint 文件"), (GOOD, "pptx", "是 Word 文件"),
    (changed(GOOD, {"word/vbaProject.bin": b"x"}), "docx", "宏"),
    (swapped(b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml", "[Content_Types].xml"), "docx",
     ".dotx"),
    (swapped(b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
             b"application/vnd.ms-word.document.macroEnabled.main+xml", "[Content_Types].xml"), "docx", "宏"),
    (fielded("INCLUDE", "PICTURE host/a.png"), "docx", "INCLUDEPICTURE"),
    (changed(GOOD, {"word/embeddings/oleObject1.bin": b"x"}), "docx", "对象"), (outside("image"), "docx", "外面的图片"),
    (outside("attachedTemplate"), "docx", "附加的模板"), (outside("hyperlink"), "docx", "外面的链接"),
    (changed(GOOD, {"word/media/a.png": b"\0" * (70 * 2**20)}), "docx", "太大"),
    (changed(GOOD, {"customXml/a.xml": b"<a>" + b"<b/>" * (5 * 2**20) + b"</a>"}), "docx", "太大"),
    (changed(GOOD, {"customXml/a.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "docx", "外来的定义"),
    (swapped(b"</w:body>", b"", "word/document.xml"), "docx", "损坏"),
    (swapped(b"Click to edit Master title style", "{{ 标题 }}".encode(), "ppt/slideMasters/slideMaster1.xml", STARTERS["pptx"]),
     "pptx", "母版里的 {{ 标题 }} 不会被替换")],
    ids=lambda value: value if isinstance(value, str) else "")
def test_a_file_that_is_none_is_refused_in_words(content, kind, words):
    found = templates.check(content, kind)
    assert any(words in one for one in found), found


def test_an_offices_master_is_taken_without_its_slides(outline):
    own, file = pptx.Presentation(), BytesIO()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "办公室的旧页"
    shows = own.element.makeelement(own.element.tag.replace("presentation", "custShowLst"), {})
    own.element.append(shows)
    own.save(file)
    assert templates.check(file.getvalue(), "pptx") == []
    made = pptx.Presentation(BytesIO(deck.make(outline, file.getvalue())))
    assert not list(made.element.iter("{*}custShowLst"))
    assert made.slide_width == Pt(720) and "办公室的旧页" not in [slide.shapes.title.text_frame.text for slide in made.slides]
    for slide in made.slides:
        assert all(shape.left + shape.width <= Pt(721) and shape.top + shape.height <= Pt(541) for shape in slide.shapes)
        faces = {
            one.get("typeface") for one in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ea")}
        assert faces == {"+mn-ea"}


def test_what_is_documented_is_what_passes():
    names = [name for name, _ in templates.documented()]
    lines = [name for name in names if name.startswith("{{")]
    assert len(names) == 13 and templates.check(document(*lines), "docx") == []
