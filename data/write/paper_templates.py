"""An office's own templates of papers and decks: kept, taken out of use, brought back; nothing is ever deleted.

Whether a file can be used as a template has been asked before (data.papers.templates.check): what is kept here is bytes.
"""

from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere
from data.write.settings import hold_writers
from data.write.text import clean, longest, signed, too_long
from queries.schema import TEMPLATE_KINDS, paper_templates

LIVE = paper_templates.c.withdrawn_at.is_(None)
NAME = longest(paper_templates.c.name)
GONE = "没有这个模板，或已经撤下了，请刷新后再看。"


def keep(connection: Connection, region_id: int, kind: str, name: str, content: bytes, *, actor: Actor, at: datetime) -> int:
    """Keeps a template of an office (its region); its number. One of the same name takes the place of the older. Raises
    NotPermitted; Refused for a name that is missing or too long, and for nothing."""
    permit(connection, actor, "templates", [region_id])
    name = clean(name)
    wrong = {"name": "请写模板的名称。" if not name else too_long("模板的名称", name, NAME) if len(name) > NAME else "",
             "kind": "" if kind in TEMPLATE_KINDS else "模板只能是 Word（.docx）或 PowerPoint（.pptx）。",
             "content": "" if content else "这个文件是空的。"}
    unit, _ = signed(actor.unit, None, {field: said for field, said in wrong.items() if said}, needed=False)
    hold_writers(connection)
    _end(connection, paper_templates.c.region_id == region_id, paper_templates.c.kind == kind, paper_templates.c.name == name,
         unit=unit, at=at)
    number = insert_one(connection, paper_templates, region_id=region_id, kind=kind, name=name, file=content, actor=unit,
                        kept_at=at)
    note(connection, actor, "templates", at=at, what=f"{name}（{kind}）", region_ids=[region_id],
         details=f"{len(content):,} 字节")
    return number


def withdraw(connection: Connection, template_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes a template out of use. Raises NotPermitted, and NotThere where no live one has this number."""
    held = _held(connection, template_id)
    permit(connection, actor, "templates", [held.region_id] if held else (), "untemplate")
    unit, _ = signed(actor.unit, needed=False)
    hold_writers(connection)
    if held is None or not _end(connection, paper_templates.c.id == template_id, unit=unit, at=at):
        raise NotThere(GONE)
    note(connection, actor, "untemplate", at=at, what=f"{held.name}（{held.kind}）", region_ids=[held.region_id])


def bring_back(connection: Connection, template_id: int, *, actor: Actor, at: datetime) -> None:
    """Undoes `withdraw`; what has been kept under its name since goes out of use. Raises NotPermitted, and NotThere where none
    that is out of use has this number."""
    held = _held(connection, template_id)
    permit(connection, actor, "templates", [held.region_id] if held else ())
    unit, _ = signed(actor.unit, needed=False)
    hold_writers(connection)
    if held is None or connection.scalar(select(paper_templates.c.id).where(paper_templates.c.id == template_id, LIVE)):
        raise NotThere("没有这个模板，或正在使用，不用恢复。")
    _end(connection, paper_templates.c.region_id == held.region_id, paper_templates.c.kind == held.kind,
         paper_templates.c.name == held.name, unit=unit, at=at)
    connection.execute(update(paper_templates).where(paper_templates.c.id == template_id).values(
        withdrawn_at=None, withdrawn_by=None))
    note(connection, actor, "templates", at=at, what=f"{held.name}（{held.kind}）", region_ids=[held.region_id],
         details="恢复使用")


def _held(connection: Connection, template_id: int) -> Row | None:
    one = paper_templates.c
    return connection.execute(select(one.region_id, one.kind, one.name).where(one.id == template_id)).first()


def _end(connection: Connection, *which, unit: str, at: datetime) -> int:
    """How many went out of use."""
    return connection.execute(update(paper_templates).where(*which, LIVE).values(withdrawn_at=at, withdrawn_by=unit)).rowcount
