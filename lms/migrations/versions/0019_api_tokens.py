"""Tokens by which other programs act for a person, and a counter of what each of them asks for."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
KINDS = 'ck_sign_in_counter_counterkind'
BEFORE = "'account', 'address', 'reset', 'code', 'application', 'applicants'"
YEAR = {'sqlite': 'julianday(expires_at) - julianday(created_at) <= 366', 'postgresql': "expires_at <= created_at + interval '8784 hours'"}


def upgrade() -> None:
    """Go up."""
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('scope', sa.Enum('write:figures', name='apiscope', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('last_signs', sa.String(length=4), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('revoked_at', MOMENT, nullable=True),
    sa.Column('revoked_by', BIG, nullable=True),
    sa.CheckConstraint("name <> ''", name=op.f('ck_api_token_has_name')),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_api_token_expires_after_start')),
    sa.CheckConstraint(YEAR[op.get_bind().dialect.name], name=op.f('ck_api_token_at_most_a_year')),
    sa.CheckConstraint('revoked_by IS NULL OR revoked_at IS NOT NULL', name=op.f('ck_api_token_revoked_has_moment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person')),
    sa.ForeignKeyConstraint(['revoked_by'], ['person.id'], name=op.f('fk_api_token_revoked_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('hash', name=op.f('uq_api_token_hash')),
    sa.UniqueConstraint('public_id', name=op.f('uq_api_token_public_id'))
    )
    op.create_index(op.f('ix_api_token_person_id'), 'api_token', ['person_id'], unique=False)
    _count(f"{BEFORE}, 'api'")


def downgrade() -> None:
    """Go down: other programs must be given new tokens later."""
    op.execute("DELETE FROM sign_in_counter WHERE kind = 'api'")
    _count(BEFORE)
    op.drop_index(op.f('ix_api_token_person_id'), table_name='api_token')
    op.drop_table('api_token')


def _count(kinds: str) -> None:
    """Allow counters of these kinds and no others."""
    with op.batch_alter_table('sign_in_counter', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.create_check_constraint(op.f(KINDS), f'kind IN ({kinds})')
