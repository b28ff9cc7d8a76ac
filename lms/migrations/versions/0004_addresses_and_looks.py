"""Changes of mail addresses that both mailboxes confirm, and looks at the academy as somebody else."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN_CHANGE = 'done_at IS NULL AND stopped_at IS NULL'
OPEN_LOOK = 'ended_at IS NULL'


def upgrade() -> None:
    """Go up."""
    op.create_table('address_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('old_email', sa.String(length=254), nullable=False),
    sa.Column('new_email', sa.String(length=254), nullable=False),
    sa.Column('old_hash', sa.String(length=64), nullable=False),
    sa.Column('new_hash', sa.String(length=64), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('old_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('new_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('done_at IS NULL OR (old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL)', name=op.f('ck_address_change_done_by_both')),
    sa.CheckConstraint('done_at IS NULL OR stopped_at IS NULL', name=op.f('ck_address_change_one_end')),
    sa.CheckConstraint('expires_at > asked_at', name=op.f('ck_address_change_expires_after_asking')),
    sa.CheckConstraint('new_email <> old_email', name=op.f('ck_address_change_differs')),
    sa.CheckConstraint('new_email = lower(new_email)', name=op.f('ck_address_change_email_lower')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_address_change_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_change')),
    sa.UniqueConstraint('new_hash', name=op.f('uq_address_change_new_hash')),
    sa.UniqueConstraint('old_hash', name=op.f('uq_address_change_old_hash'))
    )
    with op.batch_alter_table('address_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_address_change_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_address_change_one_open', ['person_id'], unique=True, sqlite_where=sa.text(OPEN_CHANGE), postgresql_where=sa.text(OPEN_CHANGE))

    op.create_table('look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('looker_id', PERSON, nullable=False),
    sa.Column('why', sa.Enum('question', 'fault', 'content', 'incident', name='lookreason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('looker_id <> person_id', name=op.f('ck_look_at_somebody_else')),
    sa.CheckConstraint('expires_at > began_at', name=op.f('ck_look_expires_after_start')),
    sa.ForeignKeyConstraint(['looker_id'], ['person.id'], name=op.f('fk_look_looker_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_look_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_look'))
    )
    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_look_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_look_one_open', ['session_hash'], unique=True, sqlite_where=sa.text(OPEN_LOOK), postgresql_where=sa.text(OPEN_LOOK))


def downgrade() -> None:
    """Go down."""
    op.drop_table('look')
    op.drop_table('address_change')
