"""A certificate that a pass in another certification renewed rests on the attempt of that pass, and goes with it."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

LIVE = sa.text('revoked_at IS NULL')
REST = """
UPDATE certificate SET attempt_id = (
    SELECT min(won.attempt_id) FROM certificate AS won
    WHERE won.person_id = certificate.person_id AND won.issued_at = certificate.issued_at
    AND won.certification <> certificate.certification AND won.attempt_id IS NOT NULL
)
WHERE attempt_id IS NULL AND source = 'exam'
"""
LET_GO = """
UPDATE certificate SET attempt_id = NULL WHERE attempt_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM certificate AS won
    WHERE won.attempt_id = certificate.attempt_id AND won.certification <> certificate.certification AND won.id < certificate.id
)
"""


def upgrade() -> None:
    """Go up. What was renewed by a pass bears its moment."""
    _one_of('attempt_id', 'certification')
    op.execute(sa.text(REST))


def downgrade() -> None:
    """Go down: what was renewed rests on nothing again."""
    op.execute(sa.text(LET_GO))
    _one_of('attempt_id')


def _one_of(*columns: str) -> None:
    with op.batch_alter_table('certificate') as table:
        table.drop_index('uq_certificate_one_of_attempt')
        table.create_index('uq_certificate_one_of_attempt', list(columns), unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
