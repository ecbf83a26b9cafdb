"""XML, read in passing: nothing of it is kept but what a reader takes, so its size costs no memory. As defusedxml does,
a document type is refused before it can define anything: no entity is expanded, no other file is named."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from data.intake.files.limits import DAMAGED
from data.intake.sheets import Unusable

CHUNK = 2**16


def parse(chunks: Iterable[bytes | str], start: Callable[[str, dict], None], end: Callable[[str], None],
          text: Callable[[str], None]) -> None:
    """Calls start(name, attributes), end(name), text(characters) in the order of the document; names without their
    namespace, attributes with it ("namespace name"), see `local`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    short = _Short()
    parser.StartElementHandler = lambda name, attributes: start(short[name], attributes)
    parser.EndElementHandler = lambda name: end(short[name])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unusable(DAMAGED) from error


class _Short(dict):
    """Names without their namespace; a document has few, and one that has many is not remembered."""

    def __missing__(self, name: str) -> str:
        short = name[name.rfind(" ") + 1:]
        if len(self) < 1_000:
            self[name] = short
        return short


def _refuse(*_) -> None:
    raise Unusable("文件里带有外来的定义（DTD 或实体），可能有害，没有读。请让对方用 Excel 或 WPS 另存为 .xlsx 后再导入")


def local(attributes: dict) -> dict:
    """Attributes by their name alone."""
    return {name[name.rfind(" ") + 1:]: value for name, value in attributes.items()}


def chunks(stream) -> Iterable:
    while chunk := stream.read(CHUNK):
        yield chunk
