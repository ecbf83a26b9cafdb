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
    return {region: unpacked(content, frame) for region, version, content in rows if version == state.versions[region]}


def kept_picture(connection: Connection) -> str | None:
    """The first page as it was drawn last, whenever that was: what says whether it is still true stands in it
    (pages/parts/ui/first_kept.py)."""
    content = connection.scalar(select(answers.c.content).where(answers.c.question == PICTURE).order_by(
        answers.c.kept_at.desc()).limit(1))
    return None if content is None else zlib.decompress(content).decode()


def packed_picture(text: str) -> bytes:
    return zlib.compress(text.encode())


def packed(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa  # takes a while, and not every program needs it

    table = pa.Table.from_pandas(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def unpacked(content: bytes, frame: Frame) -> pd.DataFrame:
    import pyarrow as pa

    with pa.ipc.open_stream(content) as stream:
        return frame.typed(stream.read_all().to_pandas())
