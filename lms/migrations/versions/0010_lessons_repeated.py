"""Lessons remember when they were finished again: repeating what was missed shortens the wait before the next attempt."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('lesson_progress') as table:
        table.add_column(sa.Column('repeated_at', sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f('ck_lesson_progress_repeated_after_completed'), 'repeated_at IS NULL OR repeated_at >= completed_at'
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('lesson_progress') as table:
        table.drop_constraint(op.f('ck_lesson_progress_repeated_after_completed'), type_='check')
        table.drop_column('repeated_at')
