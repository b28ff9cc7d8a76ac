"""A certificate that was revoked leaves its cycle open: one that counts for each person, certification and cycle, and every revoked one."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

KEY = ['person_id', 'certification', 'cycle']
LIVE = sa.text('revoked_at IS NULL')


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('certificate') as table:
        table.drop_constraint(op.f('uq_certificate_person_id_certification_cycle'), type_='unique')
        table.create_index('uq_certificate_one_live', KEY, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    """Go down. Refused by the database where a cycle was won again: no row is taken away for it."""
    with op.batch_alter_table('certificate') as table:
        table.drop_index('uq_certificate_one_live')
        table.create_unique_constraint(op.f('uq_certificate_person_id_certification_cycle'), KEY)
