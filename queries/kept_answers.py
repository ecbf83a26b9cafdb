"""Answers that were worked out before, for anybody: frames about one region each, in the database until the region's data are
others (queries/region_versions.py), and the page that is opened first as it was drawn. Arrow and JSON hold nothing that could be
run."""

import zlib

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import Frame
from queries.region_versions import State
from queries.schema import answers

PICTURE = "first"
"""The question that the first page is kept under."""


def kept_answers(connection: Connection, question: str, region_ids: list[int], year: int, month: int, state: State, frame: Frame
                 ) -> dict[int, pd.DataFrame]:
    """Region → what the question answered of it, as its contract says; of those regions of which that is kept and still true."""
    rows = connection.execute(select(answers.c.region_id, answers.c.version, answers.c.content).where(
        answers.c.question == question, answers.c.year == year, answers.c.month == month, answers.c.region_id.in_(region_ids),
        answers.c.made_by == state.made_by))
    return unpacked({region: content for region, version, content in rows if version == state.versions[region]}, frame)


def kept_picture(connection: Connection) -> str | None:
    """The first page as it was drawn last, whenever that was: what says whether it is still true stands in it
    (pages/parts/ui/first_kept.py)."""
    content = connection.scalar(select(answers.c.content).where(answers.c.question == PICTURE).order_by(
        answers.c.kept_at.desc()).limit(1))
    return None if content is None else zlib.decompress(content).decode()


def packed_picture(text: str) -> bytes:
    return zlib.compress(text.encode())


def packed(answer: pd.DataFrame) -> bytes:
    """Without what pandas would add to find its types again: the contract has them."""
    import pyarrow as pa  # takes a while, and not every program needs it

    index = answer.index.name
    whole = answer.reset_index(drop=index is None or index in answer.columns)
    table, sink = pa.Table.from_pandas(whole, preserve_index=False).replace_schema_metadata(None), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return zlib.compress(sink.getvalue(), 1)


def unpacked(contents: dict[int, bytes], frame: Frame) -> dict[int, pd.DataFrame]:
    """Of each region what was packed of it. Made into one frame first: what each costs is little beside what a frame does."""
    import pyarrow as pa

    if not contents:
        return {}
    tables = [pa.ipc.open_stream(zlib.decompress(content)).read_all() for content in contents.values()]
    every = pa.concat_tables(tables, promote_options="default")
    # What is missing of a column of objects is None, not NaN, which counts as true.
    objects = {name: pd.Series(every[name].to_pylist(), dtype=object) for name, dtype in frame.dtypes.items() if dtype == object}
    whole = every.to_pandas().assign(**objects)
    if frame.index:
        whole = whole.set_index(frame.index, drop=frame.index not in frame.columns)
    whole, found, begin = frame.typed(whole), {}, 0
    for region, table in zip(contents, tables, strict=True):
        piece = whole.iloc[begin:begin + table.num_rows]
        found[region], begin = piece if frame.index else piece.reset_index(drop=True), begin + table.num_rows
    return found
