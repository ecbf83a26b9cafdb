"""What a .docx template asks for between {{ }} and {% %}, held against what is documented: placeholders and one loop, no more."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from docx.opc.constants import RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes

from data.papers.word_template import LOOP, PART, PLACEHOLDERS, WHOLE, environment

MOST = 200
"""Of placeholders and loops in a template: each may stand for a whole paper."""
ONLY = f"模板里只能用列出的占位符和 {{% for 部分 in {LOOP} %}}"


def faults(content: bytes) -> Iterator[str]:
    """Of a file that opens; each fault once."""
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    body = _asked(template.patch_xml(template.get_xml()))
    found = list(_faults(body, {}))
    for kind in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.FOOTNOTES):
        for _, part in template.get_headers_footers(kind):
            tree = _asked(template.patch_xml(template.get_part_xml(part)))
            found += _faults(tree, {})
            found += [f"{{{{ {name} }}}} 只能放在正文里，不能放在页眉、页脚和脚注里" for name in WHOLE if name in _names(tree)]
    own = template.docx.core_properties
    if any(sign in str(text) for text in (own.author, own.comments, own.identifier, own.language, own.subject, own.title)
           for sign in ("{{", "{%", "{#")):
        found.append("文件属性（标题、作者、备注）里有占位符，请删去")
    if not isinstance(body, str) and len(list(body.find_all((nodes.Name, nodes.For)))) > MOST:
        found = [f"占位符超过 {MOST} 处，不像模板"]
    if not found and not {"正文", LOOP} & _names(body):
        found.append(f"模板里没有 {{{{ 正文 }}}}，也没有 {{% for 部分 in {LOOP} %}}，材料的内容没有地方放")
    yield from dict.fromkeys(found)


def _asked(xml: str) -> nodes.Template | str:
    """What the words between the tags ask for; in words what is wrong with how it is written."""
    try:
        return environment().parse(xml)
    except TemplateSyntaxError as error:
        return f"占位符的写法有误（{error.message}）。应为 {{{{ 标题 }}}}，两边各两个花括号，成对出现"
    except Exception:
        return "占位符的写法有误，读不出来"


def _names(tree: nodes.Template | str) -> set[str]:
    return set() if isinstance(tree, str) else {one.name for one in tree.find_all(nodes.Name)}


def _faults(node: nodes.Node | str, inside: Mapping[str, object]) -> Iterator[str]:
    """inside: the loop variables that are known here."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, nodes.Template | nodes.Output):
        for child in node.iter_child_nodes():
            yield from _faults(child, inside)
    elif isinstance(node, nodes.Name):
        if node.name not in PLACEHOLDERS:
            yield f"不认识的占位符：{{{{ {node.name} }}}}"
    elif isinstance(node, nodes.Getattr):
        yield from _field(node, inside)
    elif isinstance(node, nodes.For):
        yield from _loop(node, inside)
    elif not isinstance(node, nodes.TemplateData):
        yield f"{ONLY}，不能用别的写法（{type(node).__name__}）"


def _field(node: nodes.Getattr, inside: Mapping[str, object]) -> Iterator[str]:
    of = node.node
    if not isinstance(of, nodes.Name) or of.name not in inside:
        yield f"{ONLY}，不能取别的属性（.{node.attr}）"
    elif node.attr not in PART:
        yield f"不认识的占位符：{{{{ {of.name}.{node.attr} }}}}"


def _loop(node: nodes.For, inside: Mapping[str, object]) -> Iterator[str]:
    if inside:
        yield f"{ONLY}，一个里面不能再套一个"
    elif not isinstance(node.iter, nodes.Name) or node.iter.name != LOOP:
        yield f"只能逐个排“{LOOP}”：{{% for 部分 in {LOOP} %}}"
    elif not isinstance(node.target, nodes.Name) or node.target.name in PLACEHOLDERS or node.test or node.else_ or node.recursive:
        yield f"{ONLY}，不加条件"
    else:
        for child in node.body:
            yield from _faults(child, {**inside, node.target.name: PART})
