"""what was left out of a file that came in in part, and which batch a later one completes."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.add_column('batches', sa.Column('rest', sa.Integer(), nullable=True,
                                       comment='部分入库时还有几处不能收,留待补报;整个文件入库的为空'))
    op.add_column('batches', sa.Column('completes', sa.Integer(), nullable=True, comment='补的是哪一批留下的;不是补报的为空'))


def downgrade() -> None:
    op.drop_column('batches', 'completes')
    op.drop_column('batches', 'rest')
