"""Sites are counted from an index alone."""

from alembic import op

revision = '0031'
down_revision = '0030'

COUNTED = ['county_id', 'form', 'opened', 'closed', 'region_id', 'level']


def upgrade() -> None:
    op.create_index('ix_sites_counted', 'sites', COUNTED)
    op.drop_index(op.f('ix_sites_county_id'), 'sites')


def downgrade() -> None:
    op.create_index(op.f('ix_sites_county_id'), 'sites', ['county_id'])
    op.drop_index('ix_sites_counted', 'sites')
