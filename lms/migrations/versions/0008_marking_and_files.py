"""Marks given by hand with their criteria, who is marking now, files as answers, and the day of the last reminder to markers."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
OLD_LINKS = ('drawn', 'saved', 'flagged', 'paused', 'resumed', 'credited', 'submitted', 'marked', 'graded', 'repaired', 'voided')
LINKS = (*OLD_LINKS[:2], 'attached', *OLD_LINKS[2:])


def upgrade() -> None:
    """Go up."""
    known_links(LINKS)
    op.create_table('answer_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', PERSON, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('marker_id', PERSON, nullable=False),
    sa.Column('earned', sa.Integer(), nullable=False),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('salt', sa.String(length=16), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.CheckConstraint('(round > 2) = (reason IS NOT NULL)', name=op.f('ck_answer_mark_change_has_reason')),
    sa.CheckConstraint('earned BETWEEN 0 AND out_of', name=op.f('ck_answer_mark_earned_range')),
    sa.CheckConstraint('out_of > 0', name=op.f('ck_answer_mark_out_of_positive')),
    sa.CheckConstraint('round > 0', name=op.f('ck_answer_mark_round_positive')),
    sa.ForeignKeyConstraint(['attempt_id', 'position'], ['attempt_slot.attempt_id', 'attempt_slot.position'],
                            name=op.f('fk_answer_mark_attempt_id_position_attempt_slot')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_answer_mark_marker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_mark')),
    sa.UniqueConstraint('attempt_id', 'position', 'round', name=op.f('uq_answer_mark_attempt_id_position_round'))
    )
    op.create_table('marking_claim',
    sa.Column('attempt_id', PERSON, nullable=False),
    sa.Column('marker_id', PERSON, nullable=False),
    sa.Column('until', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_marking_claim_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['marker_id'], ['person.id'], name=op.f('fk_marking_claim_marker_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_marking_claim'))
    )
    op.create_table('answer_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('attempt_id', PERSON, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('type', sa.String(length=10), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.Column('uploaded_at', MOMENT, nullable=False),
    sa.Column('removed_at', MOMENT, nullable=True),
    sa.CheckConstraint('removed_at IS NULL OR data IS NULL', name=op.f('ck_answer_file_removed_has_no_data')),
    sa.CheckConstraint('size > 0', name=op.f('ck_answer_file_size_positive')),
    sa.ForeignKeyConstraint(['attempt_id', 'position'], ['attempt_slot.attempt_id', 'attempt_slot.position'],
                            name=op.f('fk_answer_file_attempt_id_position_attempt_slot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_file')),
    sa.UniqueConstraint('public_id', name=op.f('uq_answer_file_public_id'))
    )
    op.create_index('ix_answer_file_attempt_id_position', 'answer_file', ['attempt_id', 'position'], unique=False)
    op.create_table('marking_reminder',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_marking_reminder'))
    )


def downgrade() -> None:
    """Go down: what was given by hand stays in the slots, the criteria behind it and the files are gone; so are their links in the logs."""
    for name in ('marking_reminder', 'answer_file', 'marking_claim', 'answer_mark'):
        op.drop_table(name)
    op.execute("DELETE FROM attempt_event WHERE kind = 'attached'")
    known_links(OLD_LINKS)


def known_links(kinds: tuple[str, ...]) -> None:
    """What a link of the log may tell."""
    with op.batch_alter_table('attempt_event') as table:
        table.drop_constraint(op.f('ck_attempt_event_logkind'), type_='check')
        table.create_check_constraint(op.f('ck_attempt_event_logkind'), sa.column('kind').in_(kinds))
