"""工作项目: the programmes, their plan of a year, checks and states; matters may be about one."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'

OF_MATTER = '关联的工作项目；没有关联的为空'


def upgrade() -> None:
    op.create_table(
        'projects',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('code', sa.String(length=12), nullable=False, comment='代码：随附的 XM-001 起，自己加的 ZX-001 起'),
        sa.Column('action_id', sa.SmallInteger(), nullable=False, comment='所属行动；总括性的在基础数据'),
        sa.Column('name', sa.String(length=64), nullable=False, comment='名称'),
        sa.Column('about', sa.String(length=200), nullable=False, comment='内容：是什么，看什么数'),
        sa.Column('basis', sa.String(length=8), nullable=True,
                  comment='归入行动的依据：explicit 文中写明，inferred 按内容归入；自己加的为空'),
        sa.Column('level', sa.String(length=32), nullable=True, comment='在哪几级开展，如 市、县'),
        sa.Column('quotation', sa.String(length=300), nullable=True, comment='原句；自己加的可空'),
        sa.Column('source_id', sa.SmallInteger(), nullable=True, comment='原句出自哪份文件；自己加的可空'),
        sa.Column('also_in', sa.String(length=32), nullable=True, comment='还见于哪些文件（代码）'),
        sa.Column('lead', sa.String(length=64), nullable=True, comment='牵头单位或部门，不写姓名；空为未定'),
        sa.Column('hidden', sa.Boolean(), nullable=False, server_default=sa.false(), comment='本地不开展，不列出、不计数'),
        sa.Column('own', sa.Boolean(), nullable=False, server_default=sa.false(), comment='是否自己加的；否为随附'),
        sa.CheckConstraint("basis IN ('explicit', 'inferred')", name=op.f('ck_projects_basis')),
        sa.ForeignKeyConstraint(['action_id'], ['actions.id'], name=op.f('fk_projects_action_id')),
        sa.ForeignKeyConstraint(['source_id'], ['sources.id'], name=op.f('fk_projects_source_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_projects')),
        sa.UniqueConstraint('code', name=op.f('uq_projects_code')),
        comment='工作项目：随附的三百个和自己加的，不删除')
    op.create_table(
        'project_indicators',
        sa.Column('project_id', sa.Integer(), autoincrement=False, nullable=False, comment='工作项目'),
        sa.Column('indicator_id', sa.SmallInteger(), autoincrement=False, nullable=False, comment='指标'),
        sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_project_indicators_indicator_id')),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_indicators_project_id')),
        sa.PrimaryKeyConstraint('project_id', 'indicator_id', name=op.f('pk_project_indicators')),
        comment='工作项目看哪些指标')
    op.create_table(
        'project_states',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('project_id', sa.Integer(), nullable=False, comment='工作项目'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='哪个地区'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('state', sa.String(length=8), nullable=False,
                  comment='running 开展，idle 未开展，none 无此项；没有行的未填报'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("state IN ('running', 'idle', 'none')", name=op.f('ck_project_states_state')),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_states_project_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_project_states_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_project_states')),
        comment='工作项目在各地各年的开展情况')
    op.create_index(op.f('uq_project_states_place'), 'project_states', ['project_id', 'region_id', 'year'], unique=True)
    op.create_table(
        'project_tasks',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('project_id', sa.Integer(), nullable=False, comment='工作项目'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('what', sa.String(length=120), nullable=False, comment='任务'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='责任单位所在地区'),
        sa.Column('unit', sa.String(length=64), nullable=False, comment='责任单位或部门，不写姓名'),
        sa.Column('due', sa.Date(), nullable=False, comment='完成时限'),
        sa.Column('weight', sa.Double(), nullable=False, comment='权重，大于0'),
        sa.Column('state', sa.String(length=8), nullable=False,
                  comment='todo 未开始，doing 进行中，done 已完成；逾期看完成时限'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("state IN ('todo', 'doing', 'done')", name=op.f('ck_project_tasks_state')),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_tasks_project_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_project_tasks_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_project_tasks')),
        comment='任务分解：工作项目一年的任务，谁办、何时办成、占多少')
    op.create_index(op.f('ix_project_tasks_project_id'), 'project_tasks', ['project_id'])
    op.create_table(
        'project_checks',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号'),
        sa.Column('project_id', sa.Integer(), nullable=False, comment='工作项目'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='检查的是哪个地区；根地区为整个项目'),
        sa.Column('year', sa.SmallInteger(), nullable=False, comment='年度'),
        sa.Column('half', sa.SmallInteger(), nullable=False, comment='6 年中，12 年终'),
        sa.Column('checked_on', sa.Date(), nullable=False, comment='检查日期'),
        sa.Column('result', sa.String(length=8), nullable=False, comment='met 达到要求，partly 基本达到，missed 没有达到'),
        sa.Column('remark', sa.String(length=200), nullable=True, comment='说明；不写个人姓名和情况'),
        sa.Column('demo', sa.Boolean(), nullable=False, server_default=sa.false(),
                  comment='是否示例数据；清除示例数据时一并清除'),
        sa.CheckConstraint("result IN ('met', 'partly', 'missed')", name=op.f('ck_project_checks_result')),
        sa.CheckConstraint("half IN (6, 12)", name=op.f('ck_project_checks_half')),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_project_checks_project_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_project_checks_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_project_checks')),
        comment='工作项目的年中检查和年终检查')
    op.create_index(op.f('uq_project_checks_place'), 'project_checks', ['project_id', 'region_id', 'year', 'half'], unique=True)
    op.create_table(
        'project_revisions',
        sa.Column('batch_id', sa.Integer(), autoincrement=False, nullable=False, comment='哪一次改的'),
        sa.Column('table', sa.String(length=16), nullable=False,
                  comment='projects 工作项目，project_states 开展情况，project_tasks 任务，project_checks 检查'),
        sa.Column('row_id', sa.Integer(), autoincrement=False, nullable=False, comment='那张表里的编号'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区；工作项目本身的为根地区'),
        sa.Column('before', sa.Text(), nullable=True, comment='改以前的整行（JSON）；原来没有的为空'),
        sa.Column('after', sa.Text(), nullable=True, comment='改以后的整行（JSON）；删去的为空'),
        sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_project_revisions_batch_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_project_revisions_region_id')),
        sa.PrimaryKeyConstraint('batch_id', 'table', 'row_id', name=op.f('pk_project_revisions')),
        comment='工作项目的修改痕迹，只增')
    op.create_index(op.f('ix_project_revisions_row_id'), 'project_revisions', ['row_id'])
    if op.get_bind().dialect.name == "sqlite":  # it adds no constraint to a table that is there, but with its column
        op.execute("ALTER TABLE matters ADD COLUMN project_id INTEGER CONSTRAINT fk_matters_project_id REFERENCES projects (id)")
    else:
        op.add_column('matters', sa.Column('project_id', sa.Integer(), nullable=True, comment=OF_MATTER))
        op.create_foreign_key(op.f('fk_matters_project_id'), 'matters', 'projects', ['project_id'], ['id'])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'jinguo_writer') THEN "
                   "GRANT INSERT, UPDATE, DELETE ON project_states, project_tasks, project_checks TO jinguo_writer; "
                   "GRANT INSERT ON project_revisions TO jinguo_writer; END IF; END $$")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # there it goes with its column
        op.drop_constraint(op.f('fk_matters_project_id'), 'matters', type_='foreignkey')
    op.drop_column('matters', 'project_id')
    for name in ('project_revisions', 'project_checks', 'project_tasks', 'project_states', 'project_indicators', 'projects'):
        op.drop_table(name)
