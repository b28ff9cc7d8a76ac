"""Standings as a state machine: the state of each, and every step with the evidence that it rested on."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
STATES = ('none', 'met', 'at_risk', 'grace', 'proposed')
KINDS = ('reached', 'eligible', 'lapsed', 'at_risk', 'grace', 'proposed', 'recovered', 'kept', 'lowered', 'lost')
GRACE = timedelta(days=90)

standing = sa.table(
    'standing', sa.column('partner_id'), sa.column('state'), sa.column('failing_since', sa.Date), sa.column('grace_until', sa.Date)
)


def upgrade() -> None:
    """Go up. A tier that was said to be at risk had failed already: its grace of 90 days counts from that day."""
    with op.batch_alter_table('standing') as table:
        table.drop_constraint(op.f('ck_standing_risk_has_tier'), type_='check')
        table.alter_column('at_risk_since', new_column_name='failing_since', existing_type=sa.Date(), existing_nullable=True)
        table.add_column(sa.Column('state', sa.String(length=40), server_default='none', nullable=False))
        table.add_column(sa.Column('grace_until', sa.Date(), nullable=True))
        table.add_column(sa.Column('eligible', sa.String(length=80), nullable=True))
        table.add_column(sa.Column('as_of', sa.Date(), nullable=True))
    op.execute("UPDATE standing SET state = 'met', as_of = date(computed_at) WHERE tier IS NOT NULL AND failing_since IS NULL")
    op.execute("UPDATE standing SET state = 'grace' WHERE failing_since IS NOT NULL")
    op.execute('UPDATE standing SET as_of = date(computed_at)')
    connection = op.get_bind()
    failing = connection.execute(sa.select(standing.c.partner_id, standing.c.failing_since).where(standing.c.failing_since.is_not(None)))
    for partner, since in failing.all():
        day = since if isinstance(since, date) else date.fromisoformat(since)
        connection.execute(standing.update().where(standing.c.partner_id == partner).values(grace_until=day + GRACE))
    with op.batch_alter_table('standing') as table:
        table.alter_column('state', server_default=None, existing_type=sa.String(length=40), existing_nullable=False)
        table.alter_column('as_of', nullable=False, existing_type=sa.Date())
        table.create_check_constraint(op.f('ck_standing_standingstate'), f"state IN {STATES!r}")
        table.create_check_constraint(op.f('ck_standing_tier_has_state'), "(tier IS NULL) = (state = 'none')")
        table.create_check_constraint(op.f('ck_standing_failing_has_state'), "(failing_since IS NOT NULL) = (state IN ('grace', 'proposed'))")
        table.create_check_constraint(op.f('ck_standing_failing_has_grace'), '(failing_since IS NULL) = (grace_until IS NULL)')
        table.create_check_constraint(op.f('ck_standing_grace_after_failing'), 'grace_until >= failing_since')
        table.create_index(op.f('ix_standing_state'), ['state'], unique=False)
        table.create_index('ix_standing_as_of', ['as_of', 'partner_id'], unique=False)
    _steps()


def _steps() -> None:
    op.create_table('standing_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('before', sa.String(length=80), nullable=True),
    sa.Column('after', sa.String(length=80), nullable=True),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('rule_hash', sa.String(length=64), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=True),
    sa.Column('by_id', BIG, nullable=True),
    sa.CheckConstraint(f"kind IN {KINDS!r}", name=op.f('ck_standing_step_stepkind')),
    sa.CheckConstraint("coalesce(before, '') = coalesce(after, '') OR kind IN ('reached', 'lowered', 'lost')", name=op.f('ck_standing_step_tier_changes')),
    sa.CheckConstraint("kind NOT IN ('lowered', 'kept') OR (reason IS NOT NULL AND by_id IS NOT NULL)", name=op.f('ck_standing_step_word_has_reason')),
    sa.CheckConstraint('(rule_hash IS NULL) = (facts IS NULL) AND (facts IS NULL) = (result IS NULL)', name=op.f('ck_standing_step_evidence_whole')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_standing_step_partner_id_partner')),
    sa.ForeignKeyConstraint(['version'], ['programme_version.version'], name=op.f('fk_standing_step_version_programme_version')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_standing_step_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_step'))
    )
    op.execute(
        "INSERT INTO standing_step (id, partner_id, kind, before, after, at, as_of, version) "
        "SELECT id, partner_id, CASE WHEN after IS NULL THEN 'lost' ELSE 'reached' END, before, after, at, date(at), version FROM tier_change"
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("SELECT setval(pg_get_serial_sequence('standing_step', 'id'), coalesce((SELECT max(id) FROM standing_step), 0) + 1, false)")
    with op.batch_alter_table('standing_step') as table:
        table.create_index('ix_standing_step_partner', ['partner_id', 'at'], unique=False)
        table.create_index(op.f('ix_standing_step_by_id'), ['by_id'], unique=False)
    op.drop_table('tier_change')


def downgrade() -> None:
    """Go down. Steps that changed no tier have no room in the table of before; they are given up."""
    op.create_table('tier_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('before', sa.String(length=80), nullable=True),
    sa.Column('after', sa.String(length=80), nullable=True),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("coalesce(before, '') <> coalesce(after, '')", name=op.f('ck_tier_change_changes')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_tier_change_partner_id_partner')),
    sa.ForeignKeyConstraint(['version'], ['programme_version.version'], name=op.f('fk_tier_change_version_programme_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_change'))
    )
    op.execute(
        "INSERT INTO tier_change (id, partner_id, before, after, at, version) SELECT id, partner_id, before, after, at, version "
        "FROM standing_step WHERE coalesce(before, '') <> coalesce(after, '')"
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("SELECT setval(pg_get_serial_sequence('tier_change', 'id'), coalesce((SELECT max(id) FROM tier_change), 0) + 1, false)")
    with op.batch_alter_table('tier_change') as table:
        table.create_index('ix_tier_change_partner', ['partner_id', 'at'], unique=False)
    op.drop_table('standing_step')
    with op.batch_alter_table('standing') as table:
        for name in ('standingstate', 'tier_has_state', 'failing_has_state', 'failing_has_grace', 'grace_after_failing'):
            table.drop_constraint(op.f(f'ck_standing_{name}'), type_='check')
        table.drop_index('ix_standing_as_of')
        table.drop_index(op.f('ix_standing_state'))
        for name in ('as_of', 'eligible', 'grace_until', 'state'):
            table.drop_column(name)
        table.alter_column('failing_since', new_column_name='at_risk_since', existing_type=sa.Date(), existing_nullable=True)
        table.create_check_constraint(op.f('ck_standing_risk_has_tier'), 'tier IS NOT NULL OR at_risk_since IS NULL')
