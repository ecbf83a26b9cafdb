"""An office's own templates: .docx with placeholders, .pptx with its master. Whatever is wrong with one is said in plain words
before anything is made of it; a template that passes cannot reach anything but what is documented."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Literal

from data.intake.files import markup
from data.intake.files.archive import PASSWORD, Archive
from data.intake.files.kind import OLE
from data.intake.files.limits import LARGEST_TEMPLATE, MB, SMALL_PACKED
from data.intake.sheets import Unusable
from data.papers.outline import Outline, Section, Sentence, Slide

Kind = Literal["docx", "pptx"]
KINDS: dict[str, str] = {"docx": "Word", "pptx": "PowerPoint"}
MAIN = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml"}
FETCHES = re.compile(r"INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|\bLINK\b|DATABASE|MACROBUTTON", re.IGNORECASE)
"""Fields of Word that fetch what lies outside the file, or run something, as soon as they are updated."""
TORN = "文件已损坏，读不出来。请另存一次再上传"
SAMPLE = Outline("模板试填", 1, "某市", 2026, 11, "截至2026年11月", "试填", True, "某市妇联", "2026年11月26日", "2026-11-01", (
    Section("a", "总体情况", 1, (Sentence("a.1", "试填。"),)), Section("b", "说明", 1, (Sentence("b.1", "试填。"),), annex=True)),
    (Slide("a", "试填", (Sentence("a.1", "试填。"),)),))


def documented() -> list[tuple[str, str]]:
    """What may stand in a .docx, and what comes there."""
    from data.papers.word_template import LOOP, PART, PLACEHOLDERS

    parts = "；".join(f"{{{{ 部分.{name} }}}} 是{what}" for name, what in PART.items())
    return [*((f"{{{{ {name} }}}}", what) for name, what in PLACEHOLDERS.items()),
            (f"{{%p for 部分 in {LOOP} %}} …… {{%p endfor %}}", f"各部分逐个排：{parts}")]


def starter(kind: Kind) -> bytes:
    """A template to begin with."""
    if kind == "docx":
        from data.papers.word_template import starter as made
    else:
        from data.papers.deck_template import starter as made
    return made()


def check(content: bytes, kind: Kind) -> list[str]:
    """What is wrong with a template, in plain Chinese; nothing where it can be used."""
    try:
        archive = _opened(content, kind)
    except Unusable as fault:
        return [str(fault)]
    if found := list(_dangers(archive)) or list(_words(content, archive, kind)):
        return list(dict.fromkeys(found))
    try:
        _tried(content, kind)
    except Exception:  # whatever the libraries make of a file that is odd: it is not taken
        return [f"按这个模板试做了一份，没有做成。请在 {KINDS[kind]} 或 WPS 中打开，另存为 .{kind} 再上传"]
    return []


def _opened(content: bytes, kind: Kind) -> Archive:
    again = f"请在 {KINDS[kind]} 或 WPS 中打开，另存为 .{kind} 再上传"
    if not content:
        raise Unusable(f"这个文件是空的。{again}")
    if len(content) > LARGEST_TEMPLATE:
        raise Unusable(f"模板有 {len(content) / MB:.1f} MB，超过 {LARGEST_TEMPLATE // MB} MB 的上限。请压缩里面的图片再上传")
    if content[:8] == OLE:
        raise Unusable(f"这是旧版的文件，或者加了密码。请去掉密码，{again.removeprefix('请')}")
    if content[:4] != b"PK\x03\x04":
        raise Unusable(f"这不是 .{kind} 文件。{again}")
    try:
        archive = Archive(content)
        if archive.unpacked > 8 * LARGEST_TEMPLATE:
            raise Unusable("")
    except Unusable as fault:
        said = str(fault) if str(fault) == PASSWORD else f"这个文件解压后太大，不像正常的模板，没有读。{again}"
        raise Unusable(said) from fault
    except Exception as fault:
        raise Unusable(f"文件已损坏，读不出来。{again}") from fault
    if MAIN[kind] not in archive:
        other = next((word for one, word in KINDS.items() if one != kind and MAIN[one] in archive), "")
        raise Unusable(f"这{f'是 {other} 文件，' if other else ''}不是 .{kind} 文件。{again}")
    return archive


def _dangers(archive: Archive) -> Iterator[str]:
    """Macros, what lies outside the file, what is no XML."""
    if any("vbaproject" in name or "/activex/" in name for name in archive.names):
        yield "文件里有宏或控件，不能用作模板。请另存为不带宏的文件再上传"
    if any(re.search(r"embeddings/.*\.bin", name) for name in archive.names):
        yield "文件里嵌着别的程序的对象，不能用作模板。请删去再上传"
    read = 0
    try:
        for name in archive.names:
            if not name.endswith((".xml", ".rels")):
                continue
            seen = _Seen(name.endswith(".rels"))
            for chunk in archive.chunks(name):
                read += len(chunk)
            if read > 2 * SMALL_PACKED:
                yield "文件里的文字部分太大，不像模板。请删去多余的内容再上传"
                return
            markup.parse(archive.chunks(name), seen.start, seen.end, seen.text)
            if found := FETCHES.search(seen.field):
                yield f"文件里有取外面内容的域（{found[0]}），不能用作模板。请删去再上传"
            if "macroenabled" in seen.kinds.lower():
                yield "这是带宏的文件（.docm、.pptm），不能用作模板。请另存为不带宏的文件再上传"
            if ".template.main+xml" in seen.kinds:
                yield "这是 .dotx 或 .potx。请另存为 .docx 或 .pptx 再上传"
            yield from seen.outside
    except Unusable as fault:
        yield "文件里带有外来的定义（DTD 或实体），可能有害，没有读" if "DTD" in str(fault) else TORN
    except Exception:  # a packed part that is torn
        yield TORN


class _Seen:
    """What one part of a file names: kinds of content, and what lies outside the file."""

    def __init__(self, relations: bool):
        self.kinds, self.outside, self.field, self._relations, self._told = "", [], "", relations, False

    def start(self, tag: str, attributes: dict) -> None:
        if self._relations and tag == "Relationship" and attributes.get("TargetMode") == "External":
            what = {"image": "图片", "hyperlink": "链接", "attachedTemplate": "附加的模板"}.get(
                attributes.get("Type", "").rpartition("/")[2], "内容")
            self.outside.append(f"文件引用了外面的{what}：{attributes.get('Target', '')[:80]}。请把图片插进文件、断开链接再上传")
        elif self._relations and attributes.get("Type", "").endswith("/aFChunk"):
            self.outside.append("文件里嵌着网页或别的文件，不能用作模板。请删去再上传")
        elif tag in ("instrText", "fldSimple"):
            self._told = tag == "instrText"
            self.field += markup.local(attributes).get("instr", "")
        elif tag in ("Override", "Default"):
            self.kinds += f" {attributes.get('ContentType', '')}"

    def end(self, tag: str) -> None:
        self._told = False

    def text(self, words: str) -> None:
        if self._told:
            self.field += words


def _words(content: bytes, archive: Archive, kind: Kind) -> Iterator[str]:
    """What stands in it that will not be filled."""
    if kind == "docx":
        from data.papers.word_placeholders import faults
        yield from faults(content)
        return
    for name in archive.names:
        if re.fullmatch(r"ppt/slide(masters|layouts)/[^/]+\.xml", name):
            text = re.sub(r"<[^>]*>", "", b"".join(archive.chunks(name)).decode("utf-8", "replace"))
            for found in re.findall(r"\{[{%].{0,40}?[}%]\}", text):
                yield f"母版里的 {found} 不会被替换：PowerPoint 模板只取母版的样子，请删去"


def _tried(content: bytes, kind: Kind) -> None:
    if kind == "docx":
        import docx

        from data.papers.word_template import fill
        docx.Document(BytesIO(fill(SAMPLE, content)))
        return
    import pptx

    from data.papers.deck import make
    pptx.Presentation(BytesIO(make(SAMPLE, content)))
