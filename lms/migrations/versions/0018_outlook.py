"""What a list of partners says about a tier in danger, or one step away, stands beside the standing: lists need no evaluation."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up: empty until the next review."""
    with op.batch_alter_table('standing') as table:
        table.add_column(sa.Column('outlook', sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('standing') as table:
        table.drop_column('outlook')
