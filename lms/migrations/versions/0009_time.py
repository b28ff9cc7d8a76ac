"""Accommodations of persons, the heartbeat of the pages, and the outages that it shows."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table('accommodation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('time_percent', sa.Integer(), nullable=False),
    sa.Column('extra_attempts', sa.Integer(), nullable=False),
    sa.Column('break_minutes', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('entered_by', PERSON, nullable=False),
    sa.Column('entered_at', MOMENT, nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.CheckConstraint('time_percent BETWEEN 100 AND 400', name=op.f('ck_accommodation_time_percent_range')),
    sa.CheckConstraint('extra_attempts BETWEEN 0 AND 20', name=op.f('ck_accommodation_extra_attempts_range')),
    sa.CheckConstraint('break_minutes BETWEEN 0 AND 240', name=op.f('ck_accommodation_break_minutes_range')),
    sa.CheckConstraint('entered_by <> person_id', name=op.f('ck_accommodation_entered_by_somebody_else')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_accommodation_person_id_person')),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_accommodation_entered_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accommodation'))
    )
    with op.batch_alter_table('accommodation') as table:
        table.create_index('ix_accommodation_person_id_id', ['person_id', 'id'], unique=False)
    op.create_table('heartbeat',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('beat_at', MOMENT, nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_heartbeat_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heartbeat'))
    )
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('began_at', MOMENT, nullable=False),
    sa.Column('ended_at', MOMENT, nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint('ended_at > began_at', name=op.f('ck_outage_ended_after_beginning')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_outage_attempts_range')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outage')),
    sa.UniqueConstraint('began_at', name=op.f('uq_outage_began_at'))
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table('outage')
    op.drop_table('heartbeat')
    op.drop_table('accommodation')
