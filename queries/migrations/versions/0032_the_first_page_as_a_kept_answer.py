"""The first page's picture is kept beside the answers: only comments change."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'

QUESTION = "问的是什么：standing 进展、forecast 年底预计、signals 异常变动、lines 小图、coverage 覆盖率"
CHANGED = [("question", sa.String(length=16), QUESTION, f"{QUESTION}；first 第一页"),
           ("content", sa.LargeBinary(), "答案（Arrow 格式的表）；敏感数为约数",
            "答案（Arrow 格式的表，第一页为压缩的 JSON）；敏感数为约数")]


def upgrade() -> None:
    for name, kind, before, after in CHANGED:
        _comment(name, kind, before, after)


def downgrade() -> None:
    for name, kind, before, after in CHANGED:
        _comment(name, kind, after, before)


def _comment(name: str, kind: sa.types.TypeEngine, before: str, after: str) -> None:
    if op.get_bind().dialect.name != "sqlite":  # which keeps none
        op.alter_column('answers', name, existing_type=kind, existing_nullable=False, existing_comment=before, comment=after)
