"""Becoming a partner: applications with their steps and scorecards; who looks after a partner, requests and notes."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KINDS = 'ck_sign_in_counter_counterkind'


def upgrade() -> None:
    """Go up."""
    op.create_table('application_reminder',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_application_reminder'))
    )
    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('company', sa.String(length=120), nullable=False),
    sa.Column('site', sa.String(length=200), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('state', sa.Enum('received', 'in_review', 'asked', 'accepted', 'signed', 'declined', 'withdrawn', name='applicationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('partner_id', BIG, nullable=True),
    sa.Column('agreement_version', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'signed') = (agreement_version IS NOT NULL)", name=op.f('ck_application_signed_has_agreement')),
    sa.CheckConstraint("(state = 'signed') = (partner_id IS NOT NULL)", name=op.f('ck_application_signed_has_partner')),
    sa.CheckConstraint("(state IN ('signed', 'declined', 'withdrawn')) = (closed_at IS NOT NULL)", name=op.f('ck_application_closed_has_moment')),
    sa.CheckConstraint("company <> ''", name=op.f('ck_application_has_company')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_application_email_lower')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_application_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('public_id', name=op.f('uq_application_public_id'))
    )
    op.create_index(op.f('ix_application_partner_id'), 'application', ['partner_id'], unique=False)
    op.create_index('ix_application_state_id', 'application', ['state', 'id'], unique=False)
    op.create_index('uq_application_one_open', 'application', ['email'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('manager_assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('manager_id', BIG, nullable=False),
    sa.Column('former_id', BIG, nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', BIG, nullable=True),
    sa.CheckConstraint('former_id IS NULL OR former_id <> manager_id', name=op.f('ck_manager_assignment_somebody_else')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_manager_assignment_by_id_person')),
    sa.ForeignKeyConstraint(['former_id'], ['person.id'], name=op.f('fk_manager_assignment_former_id_person')),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_manager_assignment_manager_id_person')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_manager_assignment_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manager_assignment'))
    )
    op.create_index(op.f('ix_manager_assignment_partner_id'), 'manager_assignment', ['partner_id'], unique=False)
    op.create_table('manager_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('author_id', BIG, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_manager_note_author_id_person')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_manager_note_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manager_note'))
    )
    op.create_index(op.f('ix_manager_note_partner_id'), 'manager_note', ['partner_id'], unique=False)
    op.create_table('manager_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('asked_by', BIG, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by', BIG, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(granted IS NULL) = (decided_at IS NULL)', name=op.f('ck_manager_request_decided_has_moment')),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_manager_request_asked_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_manager_request_decided_by_person')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_manager_request_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manager_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_manager_request_public_id'))
    )
    op.create_index(op.f('ix_manager_request_partner_id'), 'manager_request', ['partner_id'], unique=False)
    op.create_index('uq_manager_request_one_open', 'manager_request', ['partner_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('application_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_link_application_id_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_application_link_token_hash'))
    )
    op.create_index(op.f('ix_application_link_application_id'), 'application_link', ['application_id'], unique=False)
    op.create_table('application_score',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.Enum('recommendations', 'company_data', 'customer_reviews', 'audience', 'dealings', name='criterion', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('author_id', BIG, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('points BETWEEN 0 AND 5', name=op.f('ck_application_score_points_range')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_score_application_id_application')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_application_score_author_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_score'))
    )
    op.create_index('ix_application_score_application_id_id', 'application_score', ['application_id', 'id'], unique=False)
    op.create_table('application_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('received', 'began', 'asked', 'answered', 'accepted', 'declined', 'signed', 'withdrawn', name='stepkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', BIG, nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('alone', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_step_application_id_application')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_application_step_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_step'))
    )
    op.create_index(op.f('ix_application_step_application_id'), 'application_step', ['application_id'], unique=False)
    op.create_table('application_type',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('type', sa.Enum('reseller', 'technology', 'white_label', 'ecosystem', 'service', 'affiliate', 'distributor', 'consultant', name='partnertype', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_type_application_id_application')),
    sa.PrimaryKeyConstraint('application_id', 'type', name=op.f('pk_application_type'))
    )
    _count("'account', 'address', 'reset', 'code', 'application', 'applicants'")


def downgrade() -> None:
    """Go down."""
    op.execute("DELETE FROM sign_in_counter WHERE kind IN ('application', 'applicants')")
    _count("'account', 'address', 'reset', 'code'")
    op.drop_table('application_type')
    op.drop_index(op.f('ix_application_step_application_id'), table_name='application_step')
    op.drop_table('application_step')
    op.drop_index('ix_application_score_application_id_id', table_name='application_score')
    op.drop_table('application_score')
    op.drop_index(op.f('ix_application_link_application_id'), table_name='application_link')
    op.drop_table('application_link')
    op.drop_index('uq_manager_request_one_open', table_name='manager_request', sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.drop_index(op.f('ix_manager_request_partner_id'), table_name='manager_request')
    op.drop_table('manager_request')
    op.drop_index(op.f('ix_manager_note_partner_id'), table_name='manager_note')
    op.drop_table('manager_note')
    op.drop_index(op.f('ix_manager_assignment_partner_id'), table_name='manager_assignment')
    op.drop_table('manager_assignment')
    op.drop_index('uq_application_one_open', table_name='application', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_application_state_id', table_name='application')
    op.drop_index(op.f('ix_application_partner_id'), table_name='application')
    op.drop_table('application')
    op.drop_table('application_reminder')


def _count(kinds: str) -> None:
    """Allow counters of these kinds and no others."""
    with op.batch_alter_table('sign_in_counter', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.create_check_constraint(op.f(KINDS), f'kind IN ({kinds})')
