"""how many of the due units must have reported before a period is judged by: judge_coverage, four fifths."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

BEFORE = "设置:root 根地区,data_label 数据标签,data_version 数据版本,lag_threshold 滞后界限(百分点),deadline_day 上报截止日"
AFTER = f"{BEFORE},judge_coverage 评价所需的已报比例(报到几成的一期才以它为准)"


def upgrade() -> None:
    comment(AFTER)
    filled = op.get_bind().execute(sa.text("SELECT count(*) FROM settings WHERE key = 'data_version'")).scalar()
    if filled:  # a new database is given all its settings when it is filled
        op.execute("INSERT INTO settings (key, value) VALUES ('judge_coverage', '0.8')")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE key = 'judge_coverage'")
    comment(BEFORE)


def comment(words: str) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        op.create_table_comment("settings", words)
