"""agendas that offices put, and the pages of meetings as they were shown."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    op.create_table(
        'agendas',
        sa.Column('region_id', sa.Integer(), nullable=False, comment='哪个地区的会议'),
        sa.Column('slide', sa.String(length=64), nullable=False, comment='哪一页，如 slide.whole'),
        sa.Column('position', sa.SmallInteger(), nullable=False, comment='第几页，从 0 起'),
        sa.Column('shown', sa.Boolean(), nullable=False, comment='讲不讲'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_agendas_region_id')),
        sa.PrimaryKeyConstraint('region_id', 'slide', name=op.f('pk_agendas')),
        comment='会议议程：各单位自己排的页的次序；没有的按原来的次序')
    op.create_table(
        'boards',
        sa.Column('snapshot_id', sa.Integer(), nullable=False, comment='哪一份留存'),
        sa.Column('content', sa.LargeBinary(), nullable=False, comment='各页的内容（压缩的 JSON）；敏感数为约数'),
        sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_boards_snapshot_id')),
        sa.PrimaryKeyConstraint('snapshot_id', name=op.f('pk_boards')),
        comment='会议各页当时的样子，以后更正也不改')


def downgrade() -> None:
    op.drop_table('boards')
    op.drop_table('agendas')
