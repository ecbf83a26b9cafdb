"""forms of sites."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'

COMMENTS = (
    ("region_id", sa.Integer(), False, "所在村(社区)或乡镇", "所在村(社区);不在村里的,所在乡镇、县或市"),
    ("county_id", sa.Integer(), False, "所在县", "所在县;不在任何县的(如东莞)为所在市"),
    ("form", sa.String(length=32), False, "形式:村、社区、市直单位、女能人之家……", "形式,见 forms"),
    ("level", sa.String(length=16), True, "示范级别", "示范级别,如 市级示范;空为不是示范"),
    ("opened", sa.Integer(), True, "建成年月 yyyymm", "建成年月 yyyymm;空为不详,按一直有计"),
    ("closed", sa.Integer(), True, "撤销年月 yyyymm", "撤销年月 yyyymm,该月末起不计;空为仍在用"),
)


def upgrade() -> None:
    op.create_table('forms',
    sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False, comment='编号,也是显示次序'),
    sa.Column('name', sa.String(length=32), nullable=False, comment='形式,sites.form 取这些值'),
    sa.Column('category', sa.String(length=16), nullable=False, comment='类别,如 妇女之家、儿童阵地'),
    sa.Column('domain', sa.String(length=8), nullable=False,
              comment='village 村(社区)妇女之家,new 新领域妇女之家,other 不算妇女之家'),
    sa.Column('located', sa.String(length=32), nullable=False, comment='可以设在哪几级,以分号分隔,如 township;village'),
    sa.Column('indicator_id', sa.SmallInteger(), nullable=True, comment='数这种阵地的指标;可空'),
    sa.Column('source', sa.Text(), nullable=False, comment='出自哪些文件'),
    sa.CheckConstraint("domain IN ('village', 'new', 'other')", name=op.f('ck_forms_domain')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_forms_indicator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forms')),
    sa.UniqueConstraint('name', name=op.f('uq_forms_name')),
    comment='阵地的形式;庇护所地址保密,不是一种形式'
    )
    comment_sites(new=True)


def downgrade() -> None:
    comment_sites(new=False)
    op.drop_table('forms')


def comment_sites(new: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        for column, kind, nullable, before, after in COMMENTS:
            op.alter_column("sites", column, existing_type=kind, existing_nullable=nullable, comment=after if new else before)
