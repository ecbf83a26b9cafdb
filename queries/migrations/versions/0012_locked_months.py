"""months that are closed: what touches them is refused until they are unlocked."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.create_table(
        'locks',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区;连同全部下级'),
        sa.Column('period', sa.Integer(), nullable=False, comment='封了账的年月 yyyymm'),
        sa.Column('reason', sa.Text(), nullable=False, comment='封账的说明'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='封账的单位(不记个人姓名)'),
        sa.Column('locked_at', sa.DateTime(), nullable=False, comment='封账时间'),
        sa.Column('unlocked_at', sa.DateTime(), nullable=True, comment='解锁时间;空为仍封着'),
        sa.Column('unlocked_by', sa.String(length=64), nullable=True, comment='解锁的单位(不记个人姓名)'),
        sa.Column('unlock_reason', sa.Text(), nullable=True, comment='解锁原因'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_locks_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_locks')),
        comment='封账:封了的月份,解锁以前数据不能改')


def downgrade() -> None:
    op.drop_table('locks')
