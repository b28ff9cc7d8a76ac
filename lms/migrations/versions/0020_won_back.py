"""A certificate that went with its attempt says so; an attempt that passes again wins another: one that counts for each attempt."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

LIVE = sa.text('revoked_at IS NULL')
WITH_ATTEMPT = """
UPDATE certificate SET revoked_with_attempt = true WHERE revoked_at IS NOT NULL AND (
    attempt_id IN (SELECT id FROM attempt WHERE state = 'voided' OR passed = false)
    OR revoked_reason LIKE 'The question on which this pass rested was repaired: %'
)
"""


def upgrade() -> None:
    """Go up. Which ones went with their attempt is told by what the attempt is worth now, or by the words of a repair."""
    with op.batch_alter_table('certificate') as table:
        table.add_column(sa.Column('revoked_with_attempt', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(op.f('ck_certificate_with_attempt_is_revoked'), 'revoked_at IS NOT NULL OR NOT revoked_with_attempt')
        table.drop_constraint(op.f('uq_certificate_attempt_id'), type_='unique')
        table.create_index(op.f('ix_certificate_attempt_id'), ['attempt_id'])
        table.create_index('uq_certificate_one_of_attempt', ['attempt_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.execute(sa.text(WITH_ATTEMPT))
    with op.batch_alter_table('certificate') as table:
        table.alter_column('revoked_with_attempt', server_default=None)


def downgrade() -> None:
    """Go down. Refused by the database where an attempt won a second certificate: no row is taken away for it."""
    with op.batch_alter_table('certificate') as table:
        table.drop_index('uq_certificate_one_of_attempt')
        table.drop_index(op.f('ix_certificate_attempt_id'))
        table.create_unique_constraint(op.f('uq_certificate_attempt_id'), ['attempt_id'])
        table.drop_constraint(op.f('ck_certificate_with_attempt_is_revoked'), type_='check')
        table.drop_column('revoked_with_attempt')
