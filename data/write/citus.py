"""Citus, PostgreSQL over several machines: what is laid out where. Nothing here does anything where the extension is not."""

from sqlalchemy import Connection, text

from queries.schema import metadata, observations, plans, revisions, rollups, targets

BY_REGION = (observations, rollups, targets, plans, revisions)
"""Facts, which grow with regions and months: a part on each machine, by region_id, and what belongs together side by side. All
else is small, or referred to by what is not by region: a copy on each machine."""
PRESENT = text("SELECT count(*) FROM pg_extension WHERE extname = 'citus'")
LAID_OUT = text("SELECT CAST(logicalrelid AS text) FROM pg_dist_partition")
SEQUENTIAL = text("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'")
GUARDED = text("SET LOCAL citus.enable_unsafe_triggers TO on")
"""The record's triggers (queries/schema.py) look at the row before them and at audit_head, of which each machine has a copy."""


def is_there(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql" and bool(connection.scalar(PRESENT))


def one_after_another(connection: Connection) -> None:
    """For the rest of the transaction, machines are asked one after another: copies that facts refer to can be changed, and
    tables made, beside the facts themselves. To be called before anything else is done in it."""
    if is_there(connection):
        connection.execute(SEQUENTIAL)


def lay_out(connection: Connection) -> None:
    """Lays out the tables that are not yet, those referred to first, in the caller's transaction; after every migration."""
    if not is_there(connection):
        return
    done = set(connection.execute(LAID_OUT).scalars())
    connection.execute(SEQUENTIAL)
    connection.execute(GUARDED)
    copied = [table for table in metadata.sorted_tables if table not in BY_REGION]
    for table in (one for one in (*copied, *BY_REGION) if one.name not in done):
        if table not in BY_REGION:
            connection.execute(text("SELECT create_reference_table(:name)"), {"name": table.name})
        elif table is observations:
            connection.execute(text("SELECT create_distributed_table(:name, 'region_id')"), {"name": table.name})
        else:
            connection.execute(text("SELECT create_distributed_table(:name, 'region_id', colocate_with => :beside)"),
                               {"name": table.name, "beside": observations.name})
