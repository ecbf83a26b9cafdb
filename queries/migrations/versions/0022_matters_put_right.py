"""督办: a matter that was written off or stopped is taken up again, and what was decided is put right."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

KINDS = "kind IN ('assign', 'amend', 'progress', 'unfinished', 'ask', 'close', 'return', 'stop', 'reopen')"
STATES = "state IN ('assigned', 'doing', 'asked', 'done', 'returned', 'stopped')"
BEFORE = "assign 交办，progress 进展，unfinished 未完成原因，ask 办结申请，close 核销，return 退回，stop 中止"
TABLE = "督办事项的每一步：交办、进展、办结申请、核销、退回、中止"


def upgrade() -> None:
    with op.batch_alter_table('matter_entries') as batch_op:
        if op.get_bind().dialect.name == "sqlite":  # the table is made anew, and what it checks is not taken along
            batch_op.create_check_constraint('state', sa.text(STATES))
        else:
            batch_op.drop_constraint('kind', type_='check')
            batch_op.alter_column('kind', existing_type=sa.String(length=12), existing_nullable=False, existing_comment=BEFORE,
                                  comment=f"{BEFORE}，reopen 重新办理，amend 更正")
            op.create_table_comment('matter_entries', f"{TABLE}、重新办理、更正；只增", existing_comment=f"{TABLE}；只增")
        batch_op.create_check_constraint('kind', sa.text(KINDS))


def downgrade() -> None:
    """Refused where a matter was put right or taken up again: the older table has no word for it."""
    with op.batch_alter_table('matter_entries') as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint('state', sa.text(STATES))
        else:
            batch_op.drop_constraint('kind', type_='check')
            batch_op.alter_column('kind', existing_type=sa.String(length=12), existing_nullable=False, comment=BEFORE,
                                  existing_comment=f"{BEFORE}，reopen 重新办理，amend 更正")
            op.create_table_comment('matter_entries', f"{TABLE}；只增", existing_comment=f"{TABLE}、重新办理、更正；只增")
        batch_op.create_check_constraint('kind', sa.text(KINDS.replace("'amend', ", "").replace(", 'reopen'", "")))
