"""An index for what lies above a region, which the key, ancestors first, does not give."""

from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    op.create_index('ix_region_closure_descendant_id', 'region_closure', ['descendant_id'])


def downgrade() -> None:
    op.drop_index('ix_region_closure_descendant_id', 'region_closure')
