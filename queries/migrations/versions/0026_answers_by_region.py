"""As of which data version each region's figures are, and answers kept by it."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'

REST = ("lag_threshold 滞后界限（百分点），deadline_day 上报截止日，"
        "judge_coverage 评价所需的已报比例（报到几成的一期才以它为准），"
        "due_soon_days 督办到期前几天为蓝色，silent_days 督办几天没有进展为黄色")
BEFORE = f"设置：root 根地区，data_label 数据标签，data_version 数据版本，data_version_before 它之前的一个，{REST}"
AFTER = ("设置：root 根地区，data_label 数据标签，data_version 数据版本，data_version_before 它之前的一个，"
         f"data_version_whole 全部地区都要重新算的最近一个，data_version_counted 各地区的版本记到哪一个，{REST}")
VERSION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        'region_versions',
        sa.Column('region_id', sa.Integer(), autoincrement=False, nullable=False, comment='地区'),
        sa.Column('version', VERSION, nullable=False, comment='本级或下级的数最近一次变化时的数据版本'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_region_versions_region_id')),
        sa.PrimaryKeyConstraint('region_id', name=op.f('pk_region_versions')),
        comment='各地区的数据版本：一个县的数变了，只有它和它的上级要重新算；没有行的按 data_version_whole')
    op.create_table(
        'answers',
        sa.Column('question', sa.String(length=16), nullable=False,
                  comment='问的是什么：standing 进展、forecast 年底预计、signals 异常变动、lines 小图、coverage 覆盖率'),
        sa.Column('region_id', sa.Integer(), autoincrement=False, nullable=False, comment='地区'),
        sa.Column('year', sa.SmallInteger(), autoincrement=False, nullable=False, comment='年'),
        sa.Column('month', sa.SmallInteger(), autoincrement=False, nullable=False, comment='截至几月'),
        sa.Column('version', VERSION, nullable=False, comment='地区当时的数据版本；不是现在的就不用'),
        sa.Column('made_by', sa.String(length=16), nullable=False, comment='算出它的程序和设置的指纹；不是现在的就不用'),
        sa.Column('kept_at', sa.DateTime(), nullable=False, comment='存入时间；放不下时先删最早的'),
        sa.Column('size', sa.Integer(), nullable=False, comment='内容的字节数'),
        sa.Column('content', sa.LargeBinary(), nullable=False, comment='答案（Arrow 格式的表）；敏感数为约数'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_answers_region_id')),
        sa.PrimaryKeyConstraint('question', 'region_id', 'year', 'month', name=op.f('pk_answers')),
        comment='算好的答案：常看的月份，谁看都一样的；可以随时清空，会重新算出来')
    comment(AFTER)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'jinguo_writer') THEN "
                   "GRANT INSERT, UPDATE, DELETE ON region_versions, answers TO jinguo_writer; END IF; END $$")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE key IN ('data_version_whole', 'data_version_counted')")
    comment(BEFORE)
    op.drop_table('answers')
    op.drop_table('region_versions')


def comment(words: str) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        op.create_table_comment("settings", words)
