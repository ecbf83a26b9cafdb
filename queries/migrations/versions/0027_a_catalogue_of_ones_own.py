"""指标目录 that is changed while it is in use: from which year to which, what else an indicator is called, and a trace."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    op.add_column('indicators', sa.Column('first_year', sa.SmallInteger(), nullable=True,
                                          comment='从哪一年起有这项指标；空为一直有'))
    op.add_column('indicators', sa.Column('last_year', sa.SmallInteger(), nullable=True,
                                          comment='最后一年，下一年起停用；空为仍在用'))
    op.add_column('indicators', sa.Column('own', sa.Boolean(), server_default=sa.false(), nullable=False,
                                          comment='是否本单位自设；否为随附'))
    op.create_table(
        'indicator_names',
        sa.Column('indicator_id', sa.SmallInteger(), nullable=False, comment='指标'),
        sa.Column('name', sa.String(length=64), nullable=False, comment='还叫什么，导入和查找时认得'),
        sa.Column('kind', sa.String(length=8), nullable=False, comment='former 以前的名称，alias 别名'),
        sa.CheckConstraint("kind IN ('former', 'alias')", name=op.f('ck_indicator_names_kind')),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_indicator_names_indicator_id')),
        sa.PrimaryKeyConstraint('indicator_id', 'name', name=op.f('pk_indicator_names')),
        comment='指标的曾用名和别名')
    op.create_table(
        'indicator_revisions',
        sa.Column('batch_id', sa.Integer(), nullable=False, comment='哪个批次改的'),
        sa.Column('indicator_id', sa.SmallInteger(), autoincrement=False, nullable=False, comment='指标'),
        sa.Column('code', sa.String(length=8), nullable=False, comment='指标代码'),
        sa.Column('before', sa.Text(), nullable=True, comment='改了的各项原来是什么（JSON）；空为新增'),
        sa.Column('after', sa.Text(), nullable=False, comment='改了的各项改成什么（JSON）；新增的为全部'),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_indicator_revisions_batch_id')),
        sa.PrimaryKeyConstraint('batch_id', 'indicator_id', name=op.f('pk_indicator_revisions')),
        comment='指标目录的修改痕迹')


def downgrade() -> None:
    op.drop_table('indicator_revisions')
    op.drop_table('indicator_names')
    for name in ('own', 'last_year', 'first_year'):  # not in a batch: SQLite would make the table anew, which others refer to
        op.drop_column('indicators', name)
