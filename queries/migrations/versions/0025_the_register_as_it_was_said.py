"""材料留存: what was said of the register of 妇女之家."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    op.add_column('snapshots', sa.Column(
        'homes', sa.Text(), nullable=True,
        comment='当时名册上的妇女之家（JSON：地区编号、村（社区）数、已建家的，三个一组）；没有说到的为空'))


def downgrade() -> None:
    with op.batch_alter_table('snapshots') as batch_op:
        batch_op.drop_column('homes')
