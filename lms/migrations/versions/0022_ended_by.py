"""Who set the end of an employment: what the company ended, only the company takes back."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

# SQLite makes the table anew for a key that is added later, and loses the triggers that guard it; in the column itself it takes it.
ON_SQLITE = 'ALTER TABLE employment ADD COLUMN ended_by INTEGER CONSTRAINT fk_employment_ended_by_person REFERENCES person (id)'


def upgrade() -> None:
    """Go up. Nobody is known to have set the ends that are there."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(ON_SQLITE)
        return
    op.add_column('employment', sa.Column('ended_by', sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f('fk_employment_ended_by_person'), 'employment', 'person', ['ended_by'], ['id'])


def downgrade() -> None:
    """Go down."""
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f('fk_employment_ended_by_person'), 'employment', type_='foreignkey')
    op.drop_column('employment', 'ended_by')
