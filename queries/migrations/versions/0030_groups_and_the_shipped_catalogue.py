"""其他工作: groups beside the six actions; the shipped catalogue that the database was made from."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'


def upgrade() -> None:
    op.add_column('actions', sa.Column('kind', sa.String(length=8), server_default='six', nullable=False,
                                       comment='six 六大行动，base 基础数据，own 本单位自设的其他工作（最多两类）'))
    op.execute("UPDATE actions SET kind = 'base' WHERE code = 'jichu'")
    op.create_table(
        'reference_revisions',
        sa.Column('batch_id', sa.Integer(), nullable=False, comment='哪个批次改的'),
        sa.Column('table', sa.String(length=16), nullable=False, comment='改的哪张表：actions 或 rules'),
        sa.Column('code', sa.String(length=16), nullable=False, comment='哪一行，代码'),
        sa.Column('before', sa.Text(), nullable=True, comment='原来的一行（JSON）；空为新增'),
        sa.Column('after', sa.Text(), nullable=True, comment='改成的一行（JSON）；空为撤销'),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_reference_revisions_batch_id')),
        sa.PrimaryKeyConstraint('batch_id', 'table', 'code', name=op.f('pk_reference_revisions')),
        comment='行动和规则的修改痕迹')
    op.create_table(
        'shipped',
        sa.Column('kind', sa.String(length=16), nullable=False, comment='indicators 指标，actions 行动，rules 规则'),
        sa.Column('code', sa.String(length=16), nullable=False, comment='代码'),
        sa.Column('content', sa.Text(), nullable=False, comment='随附的那一行（JSON）'),
        sa.PrimaryKeyConstraint('kind', 'code', name=op.f('pk_shipped')),
        comment='随附目录的底本：本库据以建立的那一版，升级时用来分清哪些是本单位改的、哪些是新版改的')
    if op.get_bind().dialect.name == 'postgresql':
        op.create_table_comment('actions', '六大行动，基础数据，本单位自设的其他工作')


def downgrade() -> None:
    op.drop_table('shipped')
    op.drop_table('reference_revisions')
    op.drop_column('actions', 'kind')
