"""What meetings keep: the agenda that an office has put, and the pages of a meeting as they were shown."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, select

from queries.schema import agendas, boards, snapshots


def read_agendas(connection: Connection, region_ids: Iterable[int]) -> dict[int, list[tuple[str, bool]]]:
    """By region that has one: its slides' keys in order, and whether each is shown."""
    rows = connection.execute(select(agendas.c.region_id, agendas.c.slide, agendas.c.shown).where(
        agendas.c.region_id.in_(list(region_ids))).order_by(agendas.c.region_id, agendas.c.position))
    found: dict[int, list[tuple[str, bool]]] = {}
    for region, slide, shown in rows:
        found.setdefault(region, []).append((slide, bool(shown)))
    return found


def read_board(connection: Connection, number: str) -> Row | None:
    """Of the meeting with that number: region_id, demo, content (data.papers.kept); None where there is none."""
    return connection.execute(select(snapshots.c.region_id, snapshots.c.demo, boards.c.content).join(
        boards, boards.c.snapshot_id == snapshots.c.id).where(snapshots.c.number == number)).first()
