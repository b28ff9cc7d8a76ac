"""Why an attempt was voided stands beside it, not in the log of the programme: words of people stay out of the chain."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('attempt') as table:
        table.add_column(sa.Column('void_reason', sa.String(length=400), nullable=True))
        table.create_check_constraint(op.f('ck_attempt_voided_has_reason'), "(state = 'voided') = (void_reason IS NOT NULL)")


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('attempt') as table:
        table.drop_constraint(op.f('ck_attempt_voided_has_reason'), type_='check')
        table.drop_column('void_reason')
