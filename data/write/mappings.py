"""What a sender's sheets mean, taught once and used again: written with who and when, replaced or taken back, never erased."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.errors import NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import clean, kept, signed
from queries.schema import mappings, regions

LIVE = mappings.c.withdrawn_at.is_(None)


def teach(connection: Connection, sender: str, answers: dict[tuple[str, str], str], *, actor: Actor, at: datetime) -> int:
    """Remembers (what, text) -> answer for the sender's sheets (the keys of data/intake/choices.py). What was taught before
    of the same text is taken back. Returns how many are new.

    Raises NotPermitted, Refused without a sender or a unit, and for what is longer than its column.
    """
    sender = clean(sender)
    places = _places(connection, sender, actor)
    permit(connection, actor, "teach", places)
    unit, _ = signed(actor.unit, needed=False)
    if not sender:
        raise Refused("不知道是哪个单位的表，记不住；请填报送单位。")
    raise_data_version(connection, whole=False)
    held = {(row.what, row.text): row.answer for row in connection.execute(
        select(mappings.c.what, mappings.c.text, mappings.c.answer).where(mappings.c.sender == sender, LIVE))}
    new = {key: answer for key, answer in answers.items() if held.get((key[0], clean(key[1]))) != answer}
    for (what, text), answer in new.items():
        row = kept(mappings, sender=sender, what=what, text=text, answer=answer, actor=unit, taught_at=at)
        before = update(mappings).where(mappings.c.sender == sender, mappings.c.what == what, mappings.c.text == row["text"],
                                        LIVE)
        connection.execute(before.values(withdrawn_at=at, withdrawn_by=unit))
        connection.execute(insert(mappings).values(row))
    note(connection, actor, "teach", at=at, what=f"{sender}的表", region_ids=places,
         details="；".join(f"{text or what} → {answer}" for (what, text), answer in new.items()))
    return len(new)


def forget(connection: Connection, mapping_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes one back; what the same text meant before does not come back. Raises NotPermitted, and NotThere where there is none
    in force."""
    held = connection.execute(select(mappings).where(mappings.c.id == mapping_id)).first()
    places = _places(connection, held.sender, actor) if held else []
    permit(connection, actor, "teach", places, "forget")
    unit, _ = signed(actor.unit, needed=False)
    raise_data_version(connection, whole=False)
    if held is None or connection.scalar(select(mappings.c.id).where(mappings.c.id == mapping_id, LIVE)) is None:
        raise NotThere("没有这条对应，或已经撤销了。")
    connection.execute(update(mappings).where(mappings.c.id == mapping_id).values(withdrawn_at=at, withdrawn_by=unit))
    note(connection, actor, "forget", at=at, what=f"{held.sender}的表", region_ids=places,
         details=f"{held.text or held.what} → {held.answer}")


def _places(connection: Connection, sender: str, actor: Actor) -> list[int] | None:
    """The region whose federation the sender is, and the whole tree where it is nobody's; of one's own unit the act is enough."""
    if actor.account is not None and sender == clean(actor.unit):
        return []
    return list(connection.execute(select(regions.c.id).where(
        regions.c.name == sender.removesuffix("妇联"), regions.c.level != "village")).scalars()) or WHOLE
