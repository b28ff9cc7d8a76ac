"""Consents, erasures, what a certificate keeps of an erased holder, and the anchor of the shortened log."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = 'withdrawn_at IS NULL AND done_at IS NULL'


def upgrade() -> None:
    """Go up."""
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('purpose', sa.Enum('name-on-verification', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(text) = 64', name=op.f('ck_consent_text_length')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_person', ['person_id', 'purpose', 'id'], unique=False)

    op.create_table('erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('keep_name', sa.Boolean(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('due_at > requested_at', name=op.f('ck_erasure_due_after_request')),
    sa.CheckConstraint('withdrawn_at IS NULL OR done_at IS NULL', name=op.f('ck_erasure_one_end')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_erasure_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.create_index('ix_erasure_due', ['due_at'], unique=False)
        batch_op.create_index('uq_erasure_one_open', ['person_id'], unique=True, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))

    op.create_table('audit_anchor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('last_entry', sa.Integer(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('cut_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('entries > 0', name=op.f('ck_audit_anchor_entries_positive')),
    sa.CheckConstraint('length(hash) = 64', name=op.f('ck_audit_anchor_hash_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_anchor')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_anchor_hash')),
    sa.UniqueConstraint('last_entry', name=op.f('uq_audit_anchor_last_entry'))
    )
    for name, length in (('holder_hash', 64), ('holder_name', 120), ('holder_name_ru', 120)):
        op.add_column('certificate', sa.Column(name, sa.String(length=length), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        for name in ('holder_name_ru', 'holder_name', 'holder_hash'):
            batch_op.drop_column(name)
    op.drop_table('audit_anchor')
    op.drop_table('erasure')
    op.drop_table('consent')
