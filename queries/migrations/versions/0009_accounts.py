"""accounts, what they may, who is signed in."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
SECRET = ("accounts", "sessions", "old_passwords", "lockouts")


def upgrade() -> None:
    op.create_table(
        'accounts',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号'),
        sa.Column('name', sa.String(length=32), nullable=False, comment='账号名,登录时填写;是岗位的账号,不用个人姓名'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='单位:哪个地区的妇联'),
        sa.Column('post', sa.String(length=32), nullable=False, comment='岗位,如 统计岗;不记个人姓名'),
        sa.Column('state', sa.String(length=8), nullable=False, comment='open 在用,closed 停用;账号不删除'),
        sa.Column('password', sa.String(length=200), nullable=True, comment='密码的 argon2id 摘要;空为只能由统一身份登录'),
        sa.Column('outside', sa.String(length=200), nullable=True, comment='统一身份(OIDC 或网关)里的名字;空为没有绑定'),
        sa.Column('totp', sa.String(length=64), nullable=True, comment='动态口令的密钥;空为不用动态口令'),
        sa.Column('totp_used', sa.Integer(), nullable=True, comment='用过的最后一个动态口令的时间步,同一个不能再用'),
        sa.Column('must_change', sa.Boolean(), nullable=False, comment='密码是管理员给的,登录后须先改'),
        sa.Column('exact', sa.Boolean(), nullable=False, comment='能否看自己地区的敏感数;否为已收回,一律看约数'),
        sa.Column('made_at', sa.DateTime(), nullable=False, comment='建账号的时间'),
        sa.Column('changed_at', sa.DateTime(), nullable=False, comment='密码设定的时间'),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f('ck_accounts_state')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_accounts_region_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
        sa.UniqueConstraint('name', name=op.f('uq_accounts_name')),
        sa.UniqueConstraint('outside', name=op.f('uq_accounts_outside')),
        comment='账号:属于单位和岗位')
    op.create_table(
        'grants',
        sa.Column('account_id', sa.Integer(), nullable=False, comment='账号'),
        sa.Column('role', sa.String(length=16), nullable=False,
                  comment='角色:leader,city,county,viewer,system,security 或 auditor'),
        sa.Column('region_id', sa.Integer(), nullable=False, comment='地区,连同其全部下级'),
        sa.Column('given_at', sa.DateTime(), nullable=False, comment='授权时间'),
        sa.CheckConstraint("role IN ('leader', 'city', 'county', 'viewer', 'system', 'security', 'auditor')",
                           name=op.f('ck_grants_role')),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_grants_account_id')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_grants_region_id')),
        sa.PrimaryKeyConstraint('account_id', 'role', 'region_id', name=op.f('pk_grants')),
        comment='授权:账号在哪个地区是什么角色')
    op.create_table(
        'sessions',
        sa.Column('token', sa.String(length=64), nullable=False, comment='登录令牌的 SHA-256;令牌本身只在浏览器里'),
        sa.Column('account_id', sa.Integer(), nullable=False, comment='账号'),
        sa.Column('stage', sa.String(length=8), nullable=False, comment='full 已登录,code 待填动态口令,password 待改密码'),
        sa.Column('made_at', sa.DateTime(), nullable=False, comment='登录时间'),
        sa.Column('seen_at', sa.DateTime(), nullable=False, comment='最近一次操作的时间'),
        sa.Column('address', sa.String(length=45), nullable=False, comment='从哪个地址登录'),
        sa.CheckConstraint("stage IN ('full', 'code', 'password')", name=op.f('ck_sessions_stage')),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sessions_account_id')),
        sa.PrimaryKeyConstraint('token', name=op.f('pk_sessions')),
        comment='登录:退出、停用、改密码、超时即删')
    op.create_index(op.f('ix_sessions_account_id'), 'sessions', ['account_id'], unique=False)
    op.create_table(
        'old_passwords',
        sa.Column('id', sa.Integer(), nullable=False, comment='编号,大的较新'),
        sa.Column('account_id', sa.Integer(), nullable=False, comment='账号'),
        sa.Column('password', sa.String(length=200), nullable=False, comment='用过的密码的 argon2id 摘要'),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_old_passwords_account_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_old_passwords')),
        comment='最近用过的密码,不能再用')
    op.create_index(op.f('ix_old_passwords_account_id'), 'old_passwords', ['account_id'], unique=False)
    op.create_table(
        'lockouts',
        sa.Column('key', sa.String(length=64), nullable=False, comment='账号名或地址的 SHA-256;没有这个账号的也一样计'),
        sa.Column('failures', sa.Integer(), nullable=False, comment='连续没有成功的次数'),
        sa.Column('failed_at', sa.DateTime(), nullable=False, comment='最近一次的时间'),
        sa.Column('locked_until', sa.DateTime(), nullable=True, comment='锁到什么时候;空为没有锁'),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_lockouts')),
        comment='登录失败的计数')
    hide()


def hide() -> None:
    """Other programs read every table that comes, by data/roles.sql; these hold what lets one in."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for role in ("jinguo_reader", "jinguo_writer"):
        if connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar():
            op.execute(f"REVOKE ALL ON {', '.join(SECRET)} FROM {role}")


def downgrade() -> None:
    for name in ("lockouts", "old_passwords", "sessions", "grants", "accounts"):
        op.drop_table(name)
