"""Data versions that never come again: about the microseconds since 1970, which take more than four bytes."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'

REST = ("lag_threshold 滞后界限（百分点），deadline_day 上报截止日，"
        "judge_coverage 评价所需的已报比例（报到几成的一期才以它为准），"
        "due_soon_days 督办到期前几天为蓝色，silent_days 督办几天没有进展为黄色")
BEFORE = f"设置：root 根地区，data_label 数据标签，data_version 数据版本，{REST}"
AFTER = f"设置：root 根地区，data_label 数据标签，data_version 数据版本，data_version_before 它之前的一个，{REST}"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # its whole numbers have eight bytes, and it keeps no comments
        return
    for table in ("snapshots", "appraisals"):
        op.alter_column(table, "data_version", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    op.create_table_comment("settings", AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE key = 'data_version_before'")
    if op.get_bind().dialect.name != "sqlite":
        for table in ("snapshots", "appraisals"):
            op.alter_column(table, "data_version", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False)
        op.create_table_comment("settings", BEFORE)
