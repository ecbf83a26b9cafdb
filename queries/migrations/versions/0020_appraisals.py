"""考核 as offices do it: how it is worked out, what is entered, what was published."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    op.create_table(
        'appraisal_rules',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('scheme_id', sa.SmallInteger(), nullable=False, comment='考核方案'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('whole', sa.Double(), nullable=False, comment='满分，如 100、120'),
        sa.Column('site_share', sa.Double(), nullable=False, comment='现场考评占比（%），其余为平时'),
        sa.Column('bonus_cap', sa.Double(), nullable=False, comment='加分最多计入几分'),
        sa.Column('grades', sa.String(length=200), nullable=False,
                  comment='等次和最低分，从高到低，如 优秀 90，良好 75，合格 60，不合格 0'),
        sa.Column('veto_grade', sa.String(length=16), nullable=False, comment='有否决事项的，等次最高为'),
        sa.Column('reason', sa.String(length=200), nullable=False, comment='依据或修改原因'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='经办单位（不记个人姓名）'),
        sa.Column('set_at', sa.DateTime(), nullable=False, comment='设定时间'),
        sa.Column('replaced_at', sa.DateTime(), nullable=True, comment='被新的取代的时间；空为有效'),
        sa.ForeignKeyConstraint(['scheme_id'], ['schemes.id'], name=op.f('fk_appraisal_rules_scheme_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appraisal_rules')),
        comment='考评办法：满分、现场和平时占比、加分上限、等次、否决，每方案每年一份；没有的沿用上一年；改了的留痕')
    live = sa.text('replaced_at IS NULL')
    op.create_index('uq_appraisal_rules_live', 'appraisal_rules', ['scheme_id', 'year'], unique=True, sqlite_where=live,
                    postgresql_where=live)
    op.create_table(
        'appraisal_marks',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新'),
        sa.Column('scheme_id', sa.SmallInteger(), nullable=False, comment='考核方案'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('half', sa.SmallInteger(), nullable=False, comment='6 半年，12 全年'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='被考核的地区'),
        sa.Column('kind', sa.String(length=8), nullable=False,
                  comment='self 自评分，site 现场考评分，usual 平时考评分，bonus 加分，minus 扣分，veto 否决'),
        sa.Column('score', sa.Double(), nullable=True, comment='分值，扣分也是正数；否决的为空'),
        sa.Column('words', sa.String(length=200), nullable=True, comment='说明'),
        sa.Column('evidence', sa.String(length=32), nullable=True, comment='佐证：第12批，或 督办2026年第3号'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='填写单位（不记个人姓名）'),
        sa.Column('entered_at', sa.DateTime(), nullable=False, comment='填写时间'),
        sa.Column('ended_at', sa.DateTime(), nullable=True, comment='改写或撤回的时间；空为有效'),
        sa.Column('ended_by', sa.String(length=64), nullable=True, comment='改写或撤回的单位（不记个人姓名）'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("half IN (6, 12)", name=op.f('ck_appraisal_marks_half')),
        sa.CheckConstraint("kind IN ('self', 'site', 'usual', 'bonus', 'minus', 'veto')", name=op.f('ck_appraisal_marks_kind')),
        sa.ForeignKeyConstraint(['scheme_id'], ['schemes.id'], name=op.f('fk_appraisal_marks_scheme_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_appraisal_marks_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appraisal_marks')),
        comment='考评的各项：自评分、考评分、加分、扣分、否决，发布以前为草稿；只增、只标注')
    op.create_index(op.f('ix_appraisal_marks_region_id'), 'appraisal_marks', ['region_id'])
    once = sa.text("ended_at IS NULL AND kind IN ('self', 'site', 'usual')")
    op.create_index('uq_appraisal_marks_live', 'appraisal_marks', ['scheme_id', 'year', 'half', 'region_id', 'kind'], unique=True,
                    sqlite_where=once, postgresql_where=once)
    op.create_table(
        'appraisals',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号，大的较新；同一次考核以最新的为准'),
        sa.Column('scheme_id', sa.SmallInteger(), nullable=False, comment='考核方案'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('half', sa.SmallInteger(), nullable=False, comment='6 半年，12 全年'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='发布的妇联所在地区'),
        sa.Column('whole', sa.Double(), nullable=False, comment='满分，如 100、120'),
        sa.Column('site_share', sa.Double(), nullable=False, comment='现场考评占比（%），其余为平时'),
        sa.Column('bonus_cap', sa.Double(), nullable=False, comment='加分最多计入几分'),
        sa.Column('grades', sa.String(length=200), nullable=False,
                  comment='等次和最低分，从高到低，如 优秀 90，良好 75，合格 60，不合格 0'),
        sa.Column('veto_grade', sa.String(length=16), nullable=False, comment='有否决事项的，等次最高为'),
        sa.Column('decision', sa.String(length=64), nullable=False, comment='依据的会议或文件'),
        sa.Column('decided_on', sa.Date(), nullable=False, comment='会议或文件的日期'),
        sa.Column('data_version', sa.Integer(), nullable=False, comment='发布时的数据版本'),
        sa.Column('actor', sa.String(length=64), nullable=False, comment='发布单位（不记个人姓名）'),
        sa.Column('published_at', sa.DateTime(), nullable=False, comment='发布时间'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("half IN (6, 12)", name=op.f('ck_appraisals_half')),
        sa.ForeignKeyConstraint(['scheme_id'], ['schemes.id'], name=op.f('fk_appraisals_scheme_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_appraisals_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appraisals')),
        comment='发布的考核结果，连同当时的考评办法；以后更正数据不改，重新发布的另是一行，旧的保留；只增')
    op.create_table(
        'appraisal_results',
        sa.Column('appraisal_id', sa.Integer(), autoincrement=False, nullable=False, comment='哪次发布'),
        sa.Column('region_id', sa.Integer(), autoincrement=False, nullable=False, comment='被考核的地区'),
        sa.Column('self_score', sa.Double(), nullable=True, comment='自评分；没有自评的为空'),
        sa.Column('rate', sa.Double(), nullable=True,
                  comment='当时的得分率（0 至 100，涉个人信息的按约数）；没有可计分的指标为空'),
        sa.Column('usual_score', sa.Double(), nullable=True, comment='平时得分；平时不占分又没有数的为空'),
        sa.Column('usual_given', sa.Boolean(), nullable=False, comment='平时得分是考评给的，不是按数据算的'),
        sa.Column('site_score', sa.Double(), nullable=True, comment='现场考评分；现场不占分又没有评的为空'),
        sa.Column('bonus_asked', sa.Double(), nullable=False, comment='加分合计'),
        sa.Column('bonus', sa.Double(), nullable=False, comment='计入的加分，不超过上限'),
        sa.Column('deduction', sa.Double(), nullable=False, comment='扣分合计'),
        sa.Column('vetoed', sa.Boolean(), nullable=False, comment='是否有否决事项'),
        sa.Column('total', sa.Double(), nullable=False, comment='总分'),
        sa.Column('grade', sa.String(length=16), nullable=False, comment='等次'),
        sa.Column('marks', sa.Text(), nullable=False, comment='当时的各项（JSON）：种类、分值、说明、佐证'),
        sa.ForeignKeyConstraint(['appraisal_id'], ['appraisals.id'], name=op.f('fk_appraisal_results_appraisal_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_appraisal_results_region_id')),
        sa.PrimaryKeyConstraint('appraisal_id', 'region_id', name=op.f('pk_appraisal_results')),
        comment='发布的考核结果，每次每地区一行；只增')


def downgrade() -> None:
    for name in ('appraisal_results', 'appraisals', 'appraisal_marks', 'appraisal_rules'):
        op.drop_table(name)
