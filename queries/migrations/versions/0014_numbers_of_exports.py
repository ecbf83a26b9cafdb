"""numbers of what leaves: the last one of the year, beside the record's end."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    op.add_column('audit_head', sa.Column('exports_year', sa.Integer(), server_default='0', nullable=False,
                                          comment='最后一个导出编号是哪一年的；还没有的为 0'))
    op.add_column('audit_head', sa.Column('exports', sa.Integer(), server_default='0', nullable=False,
                                          comment='这一年最后一个导出编号；每个交出去的文件一个'))


def downgrade() -> None:
    op.drop_column('audit_head', 'exports')
    op.drop_column('audit_head', 'exports_year')
