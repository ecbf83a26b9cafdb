"""what senders' sheets mean, and files that came in together."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('mappings',
    sa.Column('id', sa.Integer(), nullable=False, comment='编号'),
    sa.Column('sender', sa.String(length=64), nullable=False, comment='报送单位:只对它的表有效'),
    sa.Column('what', sa.String(length=16), nullable=False,
              comment='教的是什么:heading 栏目,place 地区写法,blank 空着的写法,money 金额单位'),
    sa.Column('text', sa.String(length=200), nullable=False, comment='表中的写法;金额单位的为空串'),
    sa.Column('answer', sa.String(length=64), nullable=False, comment='是什么:指标代码,区划代码,忽略,分组,0,空,万元……'),
    sa.Column('actor', sa.String(length=64), nullable=False, comment='谁教的(单位,不记个人姓名)'),
    sa.Column('taught_at', sa.DateTime(), nullable=False, comment='什么时候教的'),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True, comment='撤销或改教的时间;空为有效'),
    sa.Column('withdrawn_by', sa.String(length=64), nullable=True, comment='撤销或改教的单位(不记个人姓名)'),
    sa.CheckConstraint("what IN ('heading', 'place', 'blank', 'money')", name=op.f('ck_mappings_what')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mappings')),
    comment='各单位报表的写法怎样对应,教过一次以后照用,留痕不删'
    )
    op.create_index(op.f('ix_mappings_sender'), 'mappings', ['sender'], unique=False)
    op.add_column('batches', sa.Column('lot', sa.Integer(), nullable=True,
                                       comment='同一次导入几个文件时,其中第一批的批次号;单独导入的为空'))


def downgrade() -> None:
    op.drop_column('batches', 'lot')
    op.drop_index(op.f('ix_mappings_sender'), table_name='mappings')
    op.drop_table('mappings')
