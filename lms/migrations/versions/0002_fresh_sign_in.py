"""When the person of a session last proved who they are."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up: sessions that are open were last proved when they began."""
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE web_session SET proved_at = created_at')
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.alter_column('proved_at', existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_column('proved_at')
