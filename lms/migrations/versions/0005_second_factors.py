"""Second factors: authenticator apps, passkeys, recovery codes, spent challenges, and the counter of wrong codes."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KINDS = 'ck_sign_in_counter_counterkind'


def upgrade() -> None:
    """Go up."""
    op.create_table('authenticator',
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('secret', sa.String(length=500), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_authenticator_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_authenticator'))
    )
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.String(length=2000), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("name <> ''", name=op.f('ck_passkey_has_name')),
    sa.CheckConstraint('sign_count >= 0', name=op.f('ck_passkey_sign_count_positive')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passkey_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_passkey_public_id'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_person_id'), ['person_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', PERSON, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('person_id', 'code_hash', name=op.f('uq_recovery_code_person_id_code_hash'))
    )
    op.create_table('spent_challenge',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_spent_challenge'))
    )
    with op.batch_alter_table('spent_challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spent_challenge_expires_at'), ['expires_at'], unique=False)

    _count("'account', 'address', 'reset', 'code'")


def downgrade() -> None:
    """Go down."""
    op.execute("DELETE FROM sign_in_counter WHERE kind = 'code'")
    _count("'account', 'address', 'reset'")
    op.drop_table('spent_challenge')
    op.drop_table('recovery_code')
    op.drop_table('passkey')
    op.drop_table('authenticator')


def _count(kinds: str) -> None:
    """Allow counters of these kinds and no others."""
    with op.batch_alter_table('sign_in_counter', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.create_check_constraint(op.f(KINDS), f'kind IN ({kinds})')
