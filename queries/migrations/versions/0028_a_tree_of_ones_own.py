"""Units that merge, split, move and are renamed; what they were called before; and the way back."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'

WORDS = {"valid_from": ('起用年月 yyyymm；空为一直有', '起用年月 yyyymm，这个月起在用；空为一直有'),
         "valid_to": ('停用年月 yyyymm；空为仍在用', '停用年月 yyyymm，这个月起不再用，上个月是最后一个月；空为仍在用')}


def upgrade() -> None:
    op.create_table(
        'region_successions',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('from_id', sa.Integer(), nullable=False, comment='原来的单位'),
        sa.Column('to_id', sa.Integer(), nullable=False, comment='接续它的单位'),
        sa.Column('period', sa.Integer(), nullable=False, comment='从哪个年月 yyyymm 起'),
        sa.Column('kind', sa.String(length=8), nullable=False, comment='merged 并入，split 分出，moved 划转（换了代码）'),
        sa.Column('batch_id', sa.Integer(), nullable=False, comment='哪个批次改的'),
        sa.CheckConstraint("kind IN ('merged', 'split', 'moved')", name=op.f('ck_region_successions_kind')),
        sa.ForeignKeyConstraint(['from_id'], ['regions.id'], name=op.f('fk_region_successions_from_id')),
        sa.ForeignKeyConstraint(['to_id'], ['regions.id'], name=op.f('fk_region_successions_to_id')),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_region_successions_batch_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_region_successions')),
        comment='区划的接续：停用的单位由谁接着')
    op.create_index(op.f('ix_region_successions_from_id'), 'region_successions', ['from_id'])
    op.create_index(op.f('ix_region_successions_to_id'), 'region_successions', ['to_id'])
    op.create_table(
        'region_names',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区'),
        sa.Column('name', sa.String(length=64), nullable=False, comment='曾用名或别名'),
        sa.Column('until', sa.Integer(), nullable=True, comment='从哪个年月 yyyymm 起不再叫这个名；空为别名，一直认得'),
        sa.Column('batch_id', sa.Integer(), nullable=False, comment='哪个批次改的'),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_region_names_region_id')),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_region_names_batch_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_region_names')),
        comment='地区的曾用名和别名，导入和查找都认得')
    op.create_index(op.f('ix_region_names_region_id'), 'region_names', ['region_id'])
    op.create_table(
        'region_revisions',
        sa.Column('batch_id', sa.Integer(), nullable=False, comment='哪个批次改的'),
        sa.Column('table', sa.String(length=24), nullable=False,
                  comment='改的哪张表：regions，region_successions 或 region_names'),
        sa.Column('row_id', sa.Integer(), autoincrement=False, nullable=False, comment='那张表里的编号'),
        sa.Column('before', sa.Text(), nullable=True, comment='原来的一行（JSON）；空为新增'),
        sa.Column('after', sa.Text(), nullable=True, comment='改成的一行（JSON）；空为删除'),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_region_revisions_batch_id')),
        sa.PrimaryKeyConstraint('batch_id', 'table', 'row_id', name=op.f('pk_region_revisions')),
        comment='区划的修改痕迹')
    dated = sa.text("valid_from IS NOT NULL OR valid_to IS NOT NULL")
    op.create_index(op.f('ix_regions_dated'), 'regions', ['id'], sqlite_where=dated, postgresql_where=dated)
    comment(1)


def downgrade() -> None:
    comment(0)
    op.drop_index(op.f('ix_regions_dated'), 'regions')
    op.drop_table('region_revisions')
    op.drop_table('region_names')
    op.drop_table('region_successions')


def comment(which: int) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        for name, words in WORDS.items():
            op.alter_column("regions", name, comment=words[which], existing_comment=words[1 - which],
                            existing_type=sa.Integer(), existing_nullable=True)
