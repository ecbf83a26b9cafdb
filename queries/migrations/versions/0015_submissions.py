"""files that a county has sent and the city has not yet taken or returned."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

OPEN = ("id, file_name, file_sha256, actor, sent_at, region_id, places, headline, rows, rest, note, follows, draft, state, "
        "decided_at, decided_by, reason, cells, batch_id")


def upgrade() -> None:
    op.create_table(
        'submissions',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号'),
        sa.Column('file_name', sa.String(length=255), nullable=False, comment='来源文件'),
        sa.Column('file_sha256', sa.String(length=64), nullable=False, comment='文件指纹；待审的之中不重复'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='报送单位（不记个人姓名）'),
        sa.Column('sent_at', sa.DateTime(), nullable=False, comment='报送时间；入库后作收到时间，及时率以此为准'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区：所涉各地的共同上级'),
        sa.Column('places', sa.Text(), nullable=False, comment='所涉各地的编号（JSON）'),
        sa.Column('headline', sa.String(length=255), nullable=False, comment='读懂的是什么：地区、期、几项'),
        sa.Column('rows', sa.Integer(), nullable=False, comment='可以入库的有几个数'),
        sa.Column('rest', sa.Integer(), nullable=True, comment='还有几处不能收；没有的为空'),
        sa.Column('note', sa.Text(), nullable=True, comment='报送单位的说明'),
        sa.Column('follows', sa.Integer(), nullable=True, comment='更正的是哪一件（退回的）；不是更正的为空'),
        sa.Column('draft', sa.Text(), nullable=True,
                  comment='报送时读懂的全部内容（JSON：各格的数、不能收的、答复）；入库或清理以后为空'),
        sa.Column('file', sa.LargeBinary(), nullable=True,
                  comment='文件留存的副本（已抹去个人信息）；入库后成为那一批的原文件，入库或清理以后为空'),
        sa.Column('state', sa.String(length=12), nullable=False,
                  comment='waiting 待审，taken 已入库，returned 已退回，withdrawn 已撤回'),
        sa.Column('decided_at', sa.DateTime(), nullable=True, comment='入库、退回或撤回的时间；待审的为空'),
        sa.Column('decided_by', sa.String(length=64), nullable=True, comment='审核单位；撤回的为撤回单位（不记个人姓名）'),
        sa.Column('reason', sa.Text(), nullable=True, comment='退回的原因；入库的为审核意见'),
        sa.Column('cells', sa.Text(), nullable=True, comment='退回的是哪些格（JSON：工作表、行、列）；空为整个文件'),
        sa.Column('batch_id', sa.Integer(), nullable=True, comment='入库成了哪一批；没有入库的为空'),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'returned', 'withdrawn')", name=op.f('ck_submissions_state')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_submissions_region_id')),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_submissions_batch_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
        comment='报送：县级报来、等市级审核的文件')
    waiting = sa.text("state = 'waiting'")
    op.create_index('uq_submissions_waiting_file', 'submissions', ['file_sha256'], unique=True,
                    sqlite_where=waiting, postgresql_where=waiting)
    _keep_file_from_readers()


def _keep_file_from_readers() -> None:
    """Other programs that read see every table that comes (data/roles.sql); the copy of a file they do not."""
    if op.get_bind().dialect.name != "postgresql":
        return
    if op.get_bind().execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = 'jinguo_reader'")).scalar():
        op.execute("REVOKE ALL ON submissions FROM jinguo_reader")
        op.execute(f"GRANT SELECT ({OPEN}) ON submissions TO jinguo_reader")


def downgrade() -> None:
    op.drop_table('submissions')
