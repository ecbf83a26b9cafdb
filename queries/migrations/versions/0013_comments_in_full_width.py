"""comments of tables and columns in full-width punctuation, as all that people read."""

import re

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

TABLES = (
    'accounts', 'actions', 'audit', 'audit_head', 'batches', 'boundaries', 'confirmations', 'figures', 'forms', 'goals',
    'grants', 'indicators', 'lockouts', 'locks', 'mappings', 'observations', 'old_passwords', 'plans', 'region_closure',
    'regions', 'revisions', 'rollups', 'rules', 'schemes', 'sessions', 'settings', 'site_revisions', 'sites', 'sources',
    'targets', 'weights')
WIDE = str.maketrans(",:()!?", "，：（）！？")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # it keeps no comments
        return
    held = sa.inspect(op.get_bind())
    for table in TABLES:
        words = held.get_table_comment(table)["text"]
        if words and full(words) != words:
            op.create_table_comment(table, full(words))
        for column in held.get_columns(table):
            words = column.get("comment")
            if words and full(words) != words:
                op.alter_column(table, column["name"], comment=full(words), existing_type=column["type"],
                                existing_nullable=column["nullable"])


def downgrade() -> None:
    """What marks the words have is no matter of the older program's."""


def full(words: str) -> str:
    """All but the semicolon between two names of the program's own (township;village), which is written so."""
    return re.sub(r"(?<![a-z]);|;(?![a-z])", "；", words).translate(WIDE)
