"""The templates that an office's papers and decks can be made with: its own, and those of the offices above it."""

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import BOOL, INT, TEXT, Frame, hands_out, of_schema
from queries.schema import paper_templates, region_closure, regions

KEPT = ("id", "region_id", "kind", "name", "actor", "kept_at", "withdrawn_at", "withdrawn_by")
TEMPLATES = Frame("id", **of_schema(*(paper_templates.c[name] for name in KEPT)), size=INT("bytes"),
                  place=TEXT("whose: the region's name"), own=BOOL("the region's own, and none from above"))


@hands_out(TEMPLATES)
def list_templates(connection: Connection, region_id: int) -> pd.DataFrame:
    """What a region may choose from (TEMPLATES), its own first, the newest first; of its own what is out of use too, which can be
    brought back."""
    own, live = paper_templates.c.region_id == region_id, paper_templates.c.withdrawn_at.is_(None)
    rows = select(*(paper_templates.c[name] for name in KEPT), func.length(paper_templates.c.file).label("size"),
                  regions.c.name.label("place"), own.label("own")).join(regions, regions.c.id == paper_templates.c.region_id)
    rows = rows.join(region_closure, region_closure.c.ancestor_id == paper_templates.c.region_id).where(
        region_closure.c.descendant_id == region_id, own | live)
    return pd.read_sql(rows.order_by(own.desc(), paper_templates.c.id.desc()), connection).set_index("id", drop=False)


def template_file(connection: Connection, template_id: int, region_id: int) -> bytes | None:
    """The file of a template in use, for a region that may choose it; else None."""
    rows = select(paper_templates.c.file).join(region_closure, region_closure.c.ancestor_id == paper_templates.c.region_id)
    return connection.scalar(rows.where(paper_templates.c.id == template_id, region_closure.c.descendant_id == region_id,
                                        paper_templates.c.withdrawn_at.is_(None)))
