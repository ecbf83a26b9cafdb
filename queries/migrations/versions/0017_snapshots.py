"""what papers and meetings said, frozen."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table(
        'snapshots',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('number', sa.String(length=16), nullable=False, comment='留存编号，如 2026-11-02：哪年哪月做的第几份'),
        sa.Column('kind', sa.String(length=8), nullable=False, comment='材料（汇报材料等文件）或会议（会议模式）'),
        sa.Column('title', sa.String(length=200), nullable=False, comment='标题'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='说的是哪个地区'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='说的是哪一年'),
        sa.Column('month', sa.SmallInteger(), nullable=False, comment='截至几月'),
        sa.Column('made_at', sa.DateTime(), nullable=False, comment='留存时间'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='制作单位（不记个人姓名）'),
        sa.Column('data_version', sa.Integer(), nullable=False, comment='当时的数据版本'),
        sa.Column('demo', sa.Boolean(), nullable=False, comment='是否示例数据；清除示例数据时一并清除'),
        sa.Column('edited', sa.Text(), nullable=False,
                  comment='手工改过、删去的句子（JSON：句子代号到改后的文字，删去的为 null）'),
        sa.Column('digest', sa.String(length=64), nullable=False, comment='内容的 SHA-256；同样的内容不另编号'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_snapshots_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshots')),
        sa.UniqueConstraint('number', name=op.f('uq_snapshots_number')),
        comment='材料留存：材料、会议上说过的数，以后更正也不改')
    op.create_table(
        'snapshot_figures',
        sa.Column('snapshot_id', sa.Integer(), nullable=False, comment='哪一份材料'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区'),
        sa.Column('indicator_id', sa.SmallInteger(), nullable=False, comment='指标'),
        sa.Column('period', sa.Integer(), nullable=True, comment='当时以哪一期为准，以末月命名 yyyymm；空为今年没有一期报齐'),
        sa.Column('value', sa.Double(), nullable=True, comment='当时的数，涉及个人信息的为约数；空为未上报或不显示'),
        sa.Column('shown', sa.String(length=64), nullable=False, comment='当时怎么写的，带单位，如 932人、未上报、<5人'),
        sa.Column('status', sa.String(length=8), nullable=True, comment='当时的状态；空为不评价'),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_snapshot_figures_indicator_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_snapshot_figures_region_id')),
        sa.ForeignKeyConstraint(['snapshot_id'], ['snapshots.id'], name=op.f('fk_snapshot_figures_snapshot_id')),
        sa.PrimaryKeyConstraint('snapshot_id', 'region_id', 'indicator_id', name=op.f('pk_snapshot_figures')),
        comment='材料留存的各个数')


def downgrade() -> None:
    op.drop_table('snapshot_figures')
    op.drop_table('snapshots')
