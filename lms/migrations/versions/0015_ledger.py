"""The ledger of employments, guarded by the database; join links and requests; personal addresses."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
UNANSWERED = 'answer IS NULL'
EXCLUDED = (
    "ALTER TABLE employment ADD CONSTRAINT ex_employment_one_counts EXCLUDE USING gist "
    "(int8range(person_id, person_id, '[]') WITH &&, daterange(starts_on, ends_on) WITH &&) WHERE (confirmed_at IS NOT NULL)"
)
COUNTS = "NEW.confirmed_at IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > NEW.starts_on)"
OVERLAP = """
    SELECT RAISE(ABORT, 'ex_employment_one_counts') WHERE EXISTS (
        SELECT 1 FROM employment AS other
        WHERE other.person_id = NEW.person_id AND other.id <> NEW.id AND other.confirmed_at IS NOT NULL
        AND (other.ends_on IS NULL OR other.ends_on > other.starts_on)
        AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR NEW.ends_on > other.starts_on)
    );
"""
TRIGGERS = {
    'ex_employment_one_counts_insert': 'INSERT',
    'ex_employment_one_counts_update': 'UPDATE OF person_id, starts_on, ends_on, confirmed_at',
}


def upgrade() -> None:
    """Go up. What has begun or ended by today was carried out when it was written."""
    with op.batch_alter_table('employment') as table:
        table.add_column(sa.Column('began_at', MOMENT, nullable=True))
        table.add_column(sa.Column('left_at', MOMENT, nullable=True))
        table.create_check_constraint(op.f('ck_employment_left_has_day'), 'left_at IS NULL OR ends_on IS NOT NULL')
    op.execute("UPDATE employment SET began_at = confirmed_at WHERE starts_on <= CURRENT_DATE")
    op.execute("UPDATE employment SET left_at = confirmed_at WHERE ends_on <= CURRENT_DATE")
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(EXCLUDED)
    else:
        for name, act in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} AFTER {act} ON employment WHEN {COUNTS} BEGIN {OVERLAP} END")
    op.add_column('invitation', sa.Column('starts_on', sa.Date(), nullable=True))
    with op.batch_alter_table('person') as table:
        table.add_column(sa.Column('personal_email', sa.String(length=254), nullable=True))
        table.create_unique_constraint(op.f('uq_person_personal_email'), ['personal_email'])
        table.create_check_constraint(op.f('ck_person_personal_email_lower'), 'personal_email = lower(personal_email)')
    _addresses()
    _requests()


def _addresses() -> None:
    op.create_table('personal_address',
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('asked_today', sa.Integer(), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_personal_address_email_lower')),
    sa.CheckConstraint('expires_at > asked_at', name=op.f('ck_personal_address_expires_after_asking')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_personal_address_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_personal_address')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_personal_address_token_hash'))
    )


def _requests() -> None:
    op.create_table('join_link',
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('made_by', BIG, nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_join_link_made_by_person')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_join_link_partner_id_partner')),
    sa.PrimaryKeyConstraint('partner_id', name=op.f('pk_join_link')),
    sa.UniqueConstraint('token', name=op.f('uq_join_link_token'))
    )
    op.create_table('join_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('sales', sa.Boolean(), nullable=False),
    sa.Column('technical', sa.Boolean(), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('answer', sa.Enum('confirmed', 'refused', 'taken_back', 'lapsed', name='joinanswer', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('answered_at', MOMENT, nullable=True),
    sa.Column('answered_by', BIG, nullable=True),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_join_request_answer_has_moment')),
    sa.CheckConstraint("answer <> 'refused' OR answered_by IS NOT NULL", name=op.f('ck_join_request_refused_by_somebody')),
    sa.CheckConstraint("answer <> 'confirmed' OR answered_by <> person_id", name=op.f('ck_join_request_confirmed_by_another')),
    sa.CheckConstraint('sales OR technical', name=op.f('ck_join_request_has_track')),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_join_request_answered_by_person')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_join_request_partner_id_partner')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_join_request_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_join_request_public_id'))
    )
    with op.batch_alter_table('join_request') as table:
        table.create_index(op.f('ix_join_request_person_id'), ['person_id'], unique=False)
        table.create_index(op.f('ix_join_request_partner_id'), ['partner_id'], unique=False)
        table.create_index('uq_join_request_one_open', ['person_id', 'partner_id'], unique=True, sqlite_where=sa.text(UNANSWERED), postgresql_where=sa.text(UNANSWERED))


def downgrade() -> None:
    """Go down."""
    op.drop_table('join_request')
    op.drop_table('join_link')
    op.drop_table('personal_address')
    with op.batch_alter_table('person') as table:
        table.drop_constraint(op.f('ck_person_personal_email_lower'), type_='check')
        table.drop_constraint(op.f('uq_person_personal_email'), type_='unique')
        table.drop_column('personal_email')
    with op.batch_alter_table('invitation') as table:
        table.drop_column('starts_on')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE employment DROP CONSTRAINT ex_employment_one_counts')
    else:
        for name in TRIGGERS:
            op.execute(f'DROP TRIGGER {name}')
    with op.batch_alter_table('employment') as table:
        table.drop_constraint(op.f('ck_employment_left_has_day'), type_='check')
        table.drop_column('left_at')
        table.drop_column('began_at')
