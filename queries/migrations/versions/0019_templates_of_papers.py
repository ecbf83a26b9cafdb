"""templates of papers and decks that offices keep."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.create_table(
        'paper_templates',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='哪个地区的妇联的；下级也可以用'),
        sa.Column('kind', sa.String(length=8), nullable=False, comment='docx 文字材料，pptx 幻灯片'),
        sa.Column('name', sa.String(length=64), nullable=False, comment='模板的名称'),
        sa.Column('file', sa.LargeBinary(), nullable=False, comment='模板文件'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='存模板的单位（不记个人姓名）'),
        sa.Column('kept_at', sa.DateTime(), nullable=False, comment='存的时间'),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True, comment='撤下或被同名的替换的时间；空为在用'),
        sa.Column('withdrawn_by', sa.String(length=64), nullable=True, comment='撤下或替换的单位（不记个人姓名）'),
        sa.CheckConstraint("kind IN ('docx', 'pptx')", name=op.f('ck_paper_templates_kind')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_paper_templates_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_templates')),
        comment='各单位自己的材料模板，撤下只标注，可以恢复')
    live = sa.text('withdrawn_at IS NULL')
    op.create_index('uq_paper_templates_live', 'paper_templates', ['region_id', 'kind', 'name'], unique=True,
                    sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    op.drop_table('paper_templates')
