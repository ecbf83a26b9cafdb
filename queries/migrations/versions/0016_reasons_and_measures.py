"""why a figure lags and what is done about it."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table(
        'reasons',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区'),
        sa.Column('indicator_id', sa.SmallInteger(), nullable=False, comment='指标'),
        sa.Column('period', sa.Integer(), nullable=False,
                  comment='以哪一期评价为滞后的，以末月命名 yyyymm；追上序时以前一直有效'),
        sa.Column('why', sa.String(length=200), nullable=False, comment='原因'),
        sa.Column('measure', sa.String(length=200), nullable=False, comment='措施'),
        sa.Column('due', sa.Date(), nullable=False, comment='完成时限'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='责任单位，也是填写单位（不记个人姓名）'),
        sa.Column('written_at', sa.DateTime(), nullable=False, comment='填写时间'),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True, comment='撤回或改写的时间；空为有效'),
        sa.Column('withdrawn_by', sa.String(length=64), nullable=True, comment='撤回或改写的单位（不记个人姓名）'),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_reasons_indicator_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_reasons_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reasons')),
        comment='原因与措施：滞后的指标为什么滞后、怎么办，每期一条，留痕不删')
    live = sa.text('withdrawn_at IS NULL')
    op.create_index('uq_reasons_live', 'reasons', ['region_id', 'indicator_id', 'period'], unique=True,
                    sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    op.drop_table('reasons')
