"""boundaries: the outlines of regions, shipped or the deployer's own."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('boundaries',
    sa.Column('region_id', sa.Integer(), autoincrement=False, nullable=False, comment='地区'),
    sa.Column('geometry', sa.Text(), nullable=False, comment='GeoJSON 的 MultiPolygon,经纬度(WGS84 或 CGCS2000)'),
    sa.Column('lon', sa.Double(), nullable=False, comment='标注点经度'),
    sa.Column('lat', sa.Double(), nullable=False, comment='标注点纬度'),
    sa.Column('own', sa.Boolean(), nullable=False, comment='是否本单位自备;否为随附'),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_boundaries_region_id')),
    sa.PrimaryKeyConstraint('region_id', name=op.f('pk_boundaries')),
    comment='地图边界,只作示意,不作划界依据'
    )


def downgrade() -> None:
    op.drop_table('boundaries')
