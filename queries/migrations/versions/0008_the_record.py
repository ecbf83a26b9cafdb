"""the record of who did what: append only, every row chained to the one before."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'

GENESIS = "0" * 64
TRIGGERS = {
    "sqlite": ("CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
               "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.id > (SELECT purged FROM audit_head) "
               "BEGIN SELECT RAISE(ABORT, 'audit is append only'); END"),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN "
        "IF OLD.id <= (SELECT purged FROM audit_head) THEN RETURN OLD; END IF; END IF; "
        "RAISE EXCEPTION 'audit is append only'; END $$",
        "CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_keep()",
        "CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_keep()")}


def upgrade() -> None:
    op.create_table(
        'audit',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='编号,一条接一条,不留空号'),
        sa.Column('at', sa.DateTime(), nullable=False, comment='时间'),
        sa.Column('account', sa.String(length=64), nullable=True, comment='账号;空为单机或本程序'),
        sa.Column('unit', sa.String(length=64), nullable=False, comment='单位(不记个人姓名)'),
        sa.Column('address', sa.String(length=64), nullable=True, comment='从哪个网络地址来;空为本机'),
        sa.Column('way', sa.String(length=8), nullable=False, comment='page 网页,command 命令行,program 本程序'),
        sa.Column('act', sa.String(length=16), nullable=False, comment='做什么,如 import 导入,undo 撤销,sign-in 登录'),
        sa.Column('what', sa.String(length=255), nullable=True, comment='对象:哪一批、哪个文件、哪个账号……'),
        sa.Column('region_id', sa.Integer(), nullable=True, comment='地区:所涉各地的共同上级;与地区无关的为空'),
        sa.Column('place', sa.String(length=64), nullable=True, comment='地区当时的名称'),
        sa.Column('outcome', sa.String(length=8), nullable=False, comment='done 成功,refused 拒绝,failed 失败'),
        sa.Column('details', sa.Text(), nullable=True, comment='细节'),
        sa.Column('previous', sa.String(length=64), nullable=False, comment='上一条的校验码'),
        sa.Column('hash', sa.String(length=64), nullable=False, comment='本条的校验码:以上各项(含上一条的)的 SHA-256'),
        sa.CheckConstraint("way IN ('page', 'command', 'program')", name=op.f('ck_audit_way')),
        sa.CheckConstraint("outcome IN ('done', 'refused', 'failed')", name=op.f('ck_audit_outcome')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
        comment='审计记录:只增不改不删,一条扣一条')
    op.create_table(
        'audit_head',
        sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False, comment='只有一行,为 1'),
        sa.Column('last', sa.Integer(), nullable=False, comment='审计记录最后一条的编号;还没有的为 0'),
        sa.Column('hash', sa.String(length=64), nullable=False, comment='最后一条的校验码'),
        sa.Column('purged', sa.Integer(), nullable=False, comment='到期清理到第几条;没有清理过的为 0'),
        sa.Column('anchor', sa.String(length=64), nullable=False, comment='清理掉的最后一条的校验码,余下的从它接起'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
        comment='审计记录的首尾')
    op.execute(f"INSERT INTO audit_head (id, last, hash, purged, anchor) VALUES (1, 0, '{GENESIS}', 0, '{GENESIS}')")
    for statement in TRIGGERS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('audit_head')
    op.drop_table('audit')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_keep()")
