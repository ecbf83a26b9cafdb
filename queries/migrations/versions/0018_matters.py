"""督办: what meetings and papers decided, every step of it; and for how many days what looks how."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'

BEFORE = ("设置：root 根地区，data_label 数据标签，data_version 数据版本，lag_threshold 滞后界限（百分点），"
          "deadline_day 上报截止日，judge_coverage 评价所需的已报比例（报到几成的一期才以它为准）")
AFTER = f"{BEFORE}，due_soon_days 督办到期前几天为蓝色，silent_days 督办几天没有进展为黄色"
STATES = "('assigned', 'doing', 'asked', 'done', 'returned', 'stopped')"


def upgrade() -> None:
    op.create_table(
        'matters',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='议定的年度'),
        sa.Column('number', sa.Integer(), nullable=False, comment='序号，同一年度内连续'),
        sa.Column('source_kind', sa.String(length=8), nullable=False, comment='来源：meeting 会议，paper 文件'),
        sa.Column('source', sa.String(length=64), nullable=False, comment='来源：会议或文件的名称'),
        sa.Column('decided_on', sa.Date(), nullable=False, comment='来源：会议或文件的日期'),
        sa.Column('what', sa.String(length=200), nullable=False, comment='事项'),
        sa.Column('region_id', sa.Integer(), nullable=True, comment='关联的数是哪个地区的；没有关联的为空'),
        sa.Column('indicator_id', sa.SmallInteger(), nullable=True, comment='关联的指标；没有关联的为空'),
        sa.Column('period_then', sa.Integer(), nullable=True, comment='议定时看的是截至哪个月的数 yyyymm'),
        sa.Column('value_then', sa.Double(), nullable=True,
                  comment='议定时的数（基本单位；涉及个人信息的为约数）；未上报、不显示的为空'),
        sa.Column('withheld_then', sa.String(length=8), nullable=True,
                  comment='议定时没有显示数的：small 小于5，base 分子分母小于5，below 县以下不显示；其余为空'),
        sa.Column('wanted', sa.Double(), nullable=True, comment='要求达到的数（基本单位；百分比指标为百分数）'),
        sa.Column('lead', sa.String(length=32), nullable=True, comment='牵头领导的岗位，不写姓名'),
        sa.Column('unit_id', sa.Integer(), nullable=False, comment='责任单位所在地区，由它报进展；由它的上级核销'),
        sa.Column('unit', sa.String(length=64), nullable=False, comment='责任单位'),
        sa.Column('helpers', sa.String(length=200), nullable=True, comment='配合单位'),
        sa.Column('due', sa.Date(), nullable=False, comment='完成时限'),
        sa.Column('level', sa.String(length=16), nullable=True, comment='级别，如 重要、紧急'),
        sa.Column('note', sa.String(length=200), nullable=True, comment='备注'),
        sa.Column('state', sa.String(length=12), nullable=False,
                  comment='状态：assigned 交办，doing 办理中，asked 申请办结，done 办结，returned 退回，stopped 中止'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='交办单位（不记个人姓名）'),
        sa.Column('made_at', sa.DateTime(), nullable=False, comment='交办时间'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("source_kind IN ('meeting', 'paper')", name=op.f('ck_matters_source_kind')),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f('ck_matters_state')),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_matters_indicator_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_matters_region_id')),
        sa.ForeignKeyConstraint(['unit_id'], ['regions.id'], name=op.f('fk_matters_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_matters')),
        comment='督办事项：会议或文件定的事，谁办、何时办成、关联的数要到多少；不删除')
    op.create_index('uq_matters_number', 'matters', ['year', 'number'], unique=True)
    op.create_table(
        'matter_entries',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('matter_id', sa.Integer(), nullable=False, comment='哪件督办事项'),
        sa.Column('kind', sa.String(length=12), nullable=False,
                  comment='assign 交办，progress 进展，unfinished 未完成原因，ask 办结申请，close 核销，return 退回，stop 中止'),
        sa.Column('state', sa.String(length=12), nullable=False, comment='这一步以后的状态'),
        sa.Column('words', sa.String(length=300), nullable=True, comment='进展、原因、意见'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='哪个单位（不记个人姓名）'),
        sa.Column('entered_at', sa.DateTime(), nullable=False, comment='时间'),
        sa.CheckConstraint("kind IN ('assign', 'progress', 'unfinished', 'ask', 'close', 'return', 'stop')",
                           name=op.f('ck_matter_entries_kind')),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f('ck_matter_entries_state')),
        sa.ForeignKeyConstraint(['matter_id'], ['matters.id'], name=op.f('fk_matter_entries_matter_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_matter_entries')),
        comment='督办事项的每一步：交办、进展、办结申请、核销、退回、中止；只增')
    op.create_index(op.f('ix_matter_entries_matter_id'), 'matter_entries', ['matter_id'])
    op.add_column('reasons', sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                                       comment='是否示例数据；清除示例数据时一并清除'))
    comment(AFTER)
    filled = op.get_bind().execute(sa.text("SELECT count(*) FROM settings WHERE key = 'data_version'")).scalar()
    if filled:  # a new database is given all its settings when it is filled
        op.execute("INSERT INTO settings (key, value) VALUES ('due_soon_days', '7'), ('silent_days', '30')")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE key IN ('due_soon_days', 'silent_days')")
    comment(BEFORE)
    op.drop_column('reasons', 'demo')
    op.drop_table('matter_entries')
    op.drop_table('matters')


def comment(words: str) -> None:
    if op.get_bind().dialect.name != "sqlite":  # SQLite keeps no comments
        op.create_table_comment("settings", words)
