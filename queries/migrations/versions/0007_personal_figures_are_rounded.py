"""what it means that an indicator is marked: its figures are rounded, not left out."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    comment("涉及个人信息:1至4显示为<5,5起为最近的5的倍数(约数);县以下不显示")


def downgrade() -> None:
    comment("涉及个人隐私:县以下不显示,小数目隐去")


def comment(words: str) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        op.alter_column("indicators", "sensitive", existing_type=sa.Boolean(), existing_nullable=False, comment=words)
