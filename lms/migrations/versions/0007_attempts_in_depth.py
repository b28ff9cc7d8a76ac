"""Attempts know how they ended, how their time is made up, and keep a log; a slot's marks are parts of what its question is worth."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
GRACE = timedelta(seconds=5)
STATES = ('created', 'in_progress', 'submitted', 'expired', 'abandoned', 'waiting', 'graded', 'voided')
OLD_STATES = ('open', 'submitted', 'expired')
ENDINGS = ('submitted', 'expired', 'abandoned')
LINKS = ('drawn', 'saved', 'flagged', 'paused', 'resumed', 'credited', 'submitted', 'marked', 'graded', 'repaired', 'voided')
OPEN, OLD_OPEN = 'finished_at IS NULL', "state = 'open'"
CHECKS = {
    'finished_has_moment': "(state IN ('created', 'in_progress')) = (finished_at IS NULL)",
    'finished_has_ending': '(finished_at IS NULL) = (ending IS NULL)',
    'graded_has_percent': "state <> 'graded' OR percent IS NOT NULL",
    'open_has_no_percent': 'finished_at IS NOT NULL OR percent IS NULL',
    'percent_has_result': '(percent IS NULL) = (passed IS NULL)',
    'limit_positive': 'limit_seconds > 0',
    'time_percent_range': 'time_percent BETWEEN 100 AND 400',
    'credit_range': 'credit_seconds >= 0',
    'break_range': 'break_used_seconds BETWEEN 0 AND break_seconds',
    'paused_is_open': 'paused_at IS NULL OR finished_at IS NULL',
    'reached_positive': 'reached > 0',
    'sweep_after_deadline': 'sweep_at >= deadline_at',
    'deadline_has_sweep': '(deadline_at IS NULL) = (sweep_at IS NULL)',
}
OLD_CHECKS = {
    'finished_has_moment': "(state = 'open') = (finished_at IS NULL)",
    'finished_has_result': "(state = 'open') = (passed IS NULL)",
    'finished_has_percent': "(state = 'open') = (percent IS NULL)",
    'earned_range': 'earned BETWEEN 0 AND out_of',
}
ATTEMPT = sa.table(
    'attempt', sa.column('id', PERSON), sa.column('state', sa.String), sa.column('started_at', MOMENT), sa.column('deadline_at', MOMENT),
    sa.column('finished_at', MOMENT), sa.column('sweep_at', MOMENT), sa.column('limit_seconds', sa.Integer),
)


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table('attempt') as table:
        table.drop_index('uq_attempt_one_open')
        table.drop_index('ix_attempt_state_deadline_at')
        for name in (*OLD_CHECKS, 'attemptstate'):
            table.drop_constraint(op.f(f'ck_attempt_{name}'), type_='check')
        table.add_column(sa.Column('ending', sa.String(length=40), nullable=True))
        table.add_column(sa.Column('language', sa.String(length=5), server_default='en', nullable=False))
        table.add_column(sa.Column('limit_seconds', sa.Integer(), nullable=True))
        table.add_column(sa.Column('closes_at', MOMENT, nullable=True))
        table.add_column(sa.Column('sweep_at', MOMENT, nullable=True))
        table.add_column(sa.Column('time_percent', sa.Integer(), server_default='100', nullable=False))
        for name in ('credit_seconds', 'break_seconds', 'break_used_seconds'):
            table.add_column(sa.Column(name, sa.Integer(), server_default='0', nullable=False))
        table.add_column(sa.Column('paused_at', MOMENT, nullable=True))
        table.add_column(sa.Column('reached', sa.Integer(), server_default='1', nullable=False))
        table.add_column(sa.Column('honour_hash', sa.String(length=64), nullable=True))
        table.add_column(sa.Column('review_seen_at', MOMENT, nullable=True))
        table.drop_column('earned')
        table.drop_column('out_of')
    op.execute("UPDATE attempt SET ending = state, state = 'graded', sweep_at = deadline_at WHERE state <> 'open'")
    op.execute("UPDATE attempt SET state = 'in_progress' WHERE state = 'open'")
    set_times()
    with op.batch_alter_table('attempt') as table:
        for name in ('language', 'time_percent', 'credit_seconds', 'break_seconds', 'break_used_seconds', 'reached'):
            table.alter_column(name, server_default=None)
        table.create_check_constraint(op.f('ck_attempt_attemptstate'), sa.column('state').in_(STATES))
        table.create_check_constraint(op.f('ck_attempt_ending'), sa.column('ending').in_(ENDINGS))
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(f'ck_attempt_{name}'), rule)
        table.create_index('uq_attempt_one_open', ['person_id', 'quiz'], unique=True, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
        table.create_index('ix_attempt_state_sweep_at', ['state', 'sweep_at'], unique=False)
    with op.batch_alter_table('attempt_slot') as table:
        table.add_column(sa.Column('flagged', sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column('points', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('attempt_slot') as table:
        table.alter_column('flagged', server_default=None)
        table.alter_column('points', server_default=None)
        table.create_check_constraint(op.f('ck_attempt_slot_out_of_positive'), 'out_of > 0')
        table.create_check_constraint(op.f('ck_attempt_slot_points_range'), 'points >= 0')
    op.create_table('attempt_event',
    sa.Column('attempt_id', PERSON, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum(*LINKS, name='logkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by_id', PERSON, nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('said', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('length(hash) = 64', name=op.f('ck_attempt_event_hash_length')),
    sa.CheckConstraint('number > 0', name=op.f('ck_attempt_event_number_positive')),
    sa.CheckConstraint('said IS NULL OR digest IS NOT NULL', name=op.f('ck_attempt_event_said_has_digest')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_event_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attempt_event_by_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', 'number', name=op.f('pk_attempt_event'))
    )


def downgrade() -> None:
    """Go down: how an attempt ended becomes its state again, what waits for a marker has earned nothing, and the log is gone."""
    op.drop_table('attempt_event')
    with op.batch_alter_table('attempt') as table:
        table.drop_index('uq_attempt_one_open')
        table.drop_index('ix_attempt_state_sweep_at')
        for name in (*CHECKS, 'attemptstate', 'ending'):
            table.drop_constraint(op.f(f'ck_attempt_{name}'), type_='check')
        table.add_column(sa.Column('earned', sa.Integer(), nullable=True))
        table.add_column(sa.Column('out_of', sa.Integer(), nullable=True))
    op.execute(
        "UPDATE attempt SET percent = coalesce(percent, 0), passed = coalesce(passed, false), "
        "state = CASE ending WHEN 'submitted' THEN 'submitted' ELSE 'expired' END WHERE finished_at IS NOT NULL"
    )
    op.execute("UPDATE attempt SET state = 'open' WHERE finished_at IS NULL")
    for name in ('earned', 'out_of'):
        total = f'SELECT sum(slot.{name}) FROM attempt_slot AS slot WHERE slot.attempt_id = attempt.id'  # noqa: S608 - two fixed names
        op.execute(f'UPDATE attempt SET {name} = ({total}) WHERE finished_at IS NOT NULL')  # noqa: S608 - two fixed names
    with op.batch_alter_table('attempt') as table:
        for name in (
            'ending', 'language', 'limit_seconds', 'closes_at', 'sweep_at', 'time_percent', 'credit_seconds', 'break_seconds',
            'break_used_seconds', 'paused_at', 'reached', 'honour_hash', 'review_seen_at',
        ):  # fmt: skip
            table.drop_column(name)
        table.create_check_constraint(op.f('ck_attempt_attemptstate'), sa.column('state').in_(OLD_STATES))
        for name, rule in OLD_CHECKS.items():
            table.create_check_constraint(op.f(f'ck_attempt_{name}'), rule)
        table.create_index('ix_attempt_state_deadline_at', ['state', 'deadline_at'], unique=False)
        table.create_index('uq_attempt_one_open', ['person_id', 'quiz'], unique=True, sqlite_where=sa.text(OLD_OPEN), postgresql_where=sa.text(OLD_OPEN))
    with op.batch_alter_table('attempt_slot') as table:
        table.drop_constraint(op.f('ck_attempt_slot_points_range'), type_='check')
        table.drop_constraint(op.f('ck_attempt_slot_out_of_positive'), type_='check')
        table.drop_column('points')
        table.drop_column('flagged')


def set_times() -> None:
    """Attempts that go on: when they are closed, and how long they were given."""
    connection = op.get_bind()
    chosen = sa.select(ATTEMPT.c.id, ATTEMPT.c.started_at, ATTEMPT.c.deadline_at)
    rows = connection.execute(chosen.where(ATTEMPT.c.finished_at.is_(None), ATTEMPT.c.deadline_at.is_not(None))).all()
    times = [
        {'of': row.id, 'sweep_at': row.deadline_at + GRACE, 'limit_seconds': int((row.deadline_at - row.started_at).total_seconds())}
        for row in rows
    ]
    if times:
        connection.execute(
            sa.update(ATTEMPT).where(ATTEMPT.c.id == sa.bindparam('of')).values(
                sweep_at=sa.bindparam('sweep_at'), limit_seconds=sa.bindparam('limit_seconds')
            ), times,
        )
