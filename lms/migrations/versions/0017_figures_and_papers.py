"""Figures keep their corrections, period, product and reason; files of figures wait to be confirmed; papers are handed in and decided."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
KEY = ['partner_id', 'metric', 'on', 'reference']
PAPER = ['partner_id', 'kind', 'year']
LATEST, WAITING, OPEN = sa.text('latest'), sa.text("state = 'waiting'"), sa.text("state = 'submitted'")
LASTING = sa.text("state = 'confirmed' AND until IS NULL")
SOURCES, SOURCES_BEFORE = ('hand', 'csv', 'api', 'seed'), ('hand', 'csv', 'seed')
STATES, FILES = ('submitted', 'confirmed', 'refused', 'withdrawn'), ('waiting', 'entered')
ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
LONG_AGO = 'Entered before reasons were asked for.'

item = sa.table('evidence_item', *(sa.column(name) for name in ('id', 'public_id', 'partner_id', 'kind', 'year', 'confirmed_by')))


def upgrade() -> None:
    """Go up. What was entered by hand before has no reason to tell, and says so."""
    _figures()
    _files()
    _papers()


def _figures() -> None:
    with op.batch_alter_table('metric_value') as table:
        table.drop_constraint(op.f('uq_metric_value_partner_id_metric_on_reference'), type_='unique')
        table.drop_constraint(op.f('ck_metric_value_valuesource'), type_='check')
        table.add_column(sa.Column('number', sa.Integer(), server_default='1', nullable=False))
        table.add_column(sa.Column('latest', sa.Boolean(), server_default=sa.true(), nullable=False))
        table.add_column(sa.Column('struck', sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column('covers_from', sa.Date(), nullable=True))
        table.add_column(sa.Column('product', sa.String(length=80), nullable=True))
        table.add_column(sa.Column('reason', sa.String(length=400), server_default='', nullable=False))
    op.execute(f"UPDATE metric_value SET reason = '{LONG_AGO}' WHERE source = 'hand'")
    with op.batch_alter_table('metric_value') as table:
        for name, kind in (('number', sa.Integer()), ('latest', sa.Boolean()), ('struck', sa.Boolean()), ('reason', sa.String(length=400))):
            table.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)
        table.create_check_constraint(op.f('ck_metric_value_valuesource'), sa.column('source').in_(SOURCES))
        table.create_check_constraint(op.f('ck_metric_value_number_positive'), 'number > 0')
        table.create_check_constraint(op.f('ck_metric_value_covers_days'), 'covers_from IS NULL OR covers_from < "on"')
        table.create_check_constraint(op.f('ck_metric_value_has_reason'), "reason <> '' OR (number = 1 AND source <> 'hand')")
        table.create_check_constraint(op.f('ck_metric_value_struck_was_there'), 'number > 1 OR NOT struck')
        table.create_unique_constraint(op.f('uq_metric_value_partner_id_metric_on_reference_number'), [*KEY, 'number'])
        table.create_index('uq_metric_value_one_latest', KEY, unique=True, sqlite_where=LATEST, postgresql_where=LATEST)


def _files() -> None:
    op.create_table('figure_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('uploaded_at', MOMENT, nullable=False),
    sa.Column('state', sa.Enum(*FILES, name='importstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('entered_at', MOMENT, nullable=True),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('corrected', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'entered') = (entered_at IS NOT NULL)", name=op.f('ck_figure_import_entered_has_moment')),
    sa.CheckConstraint('added >= 0 AND corrected >= 0 AND known >= 0', name=op.f('ck_figure_import_counts_not_negative')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_figure_import_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_import')),
    sa.UniqueConstraint('public_id', name=op.f('uq_figure_import_public_id'))
    )
    with op.batch_alter_table('figure_import') as table:
        table.create_index(op.f('ix_figure_import_uploaded_at'), ['uploaded_at'], unique=False)
        table.create_index('uq_figure_import_one_waiting', ['person_id', 'hash'], unique=True, sqlite_where=WAITING, postgresql_where=WAITING)


def _papers() -> None:
    with op.batch_alter_table('evidence_item') as table:
        table.drop_constraint(op.f('uq_evidence_item_partner_id_kind_year'), type_='unique')
        table.add_column(sa.Column('public_id', sa.String(length=40), nullable=True))
        table.add_column(sa.Column('state', sa.String(length=40), server_default='confirmed', nullable=False))
        table.add_column(sa.Column('link', sa.String(length=400), server_default='', nullable=False))
        table.add_column(sa.Column('note', sa.String(length=2000), server_default='', nullable=False))
        table.add_column(sa.Column('submitted_by', BIG, nullable=True))
        table.add_column(sa.Column('submitted_at', MOMENT, nullable=True))
        table.add_column(sa.Column('until', sa.Date(), nullable=True))
        table.add_column(sa.Column('ended_on', sa.Date(), nullable=True))
        table.alter_column('confirmed_at', existing_type=MOMENT, nullable=True)
    connection = op.get_bind()
    for row in connection.execute(sa.select(item)).mappings().all():
        connection.execute(item.update().where(item.c.id == row['id']).values(public_id=_public_id(row)))
    with op.batch_alter_table('evidence_item') as table:
        table.alter_column('public_id', existing_type=sa.String(length=40), nullable=False)
        for name, length in (('state', 40), ('link', 400), ('note', 2000)):
            table.alter_column(name, server_default=None, existing_type=sa.String(length=length), existing_nullable=False)
        table.create_check_constraint(op.f('ck_evidence_item_paperstate'), sa.column('state').in_(STATES))
        table.create_check_constraint(op.f('ck_evidence_item_open_not_confirmed'), "state NOT IN ('submitted', 'refused') OR confirmed_at IS NULL")
        table.create_check_constraint(
            op.f('ck_evidence_item_confirmed_has_moment'), "state <> 'confirmed' OR (confirmed_at IS NOT NULL AND ended_on IS NULL)"
        )
        table.create_check_constraint(
            op.f('ck_evidence_item_ended_was_confirmed'), "ended_on IS NULL OR (confirmed_at IS NOT NULL AND state = 'withdrawn')"
        )
        table.create_check_constraint(
            op.f('ck_evidence_item_two_people'), 'submitted_by IS NULL OR confirmed_by IS NULL OR submitted_by <> confirmed_by'
        )
        table.create_foreign_key(op.f('fk_evidence_item_submitted_by_person'), 'person', ['submitted_by'], ['id'])
        table.create_unique_constraint(op.f('uq_evidence_item_public_id'), ['public_id'])
        table.create_index(op.f('ix_evidence_item_partner_id'), ['partner_id'], unique=False)
        table.create_index('uq_evidence_item_one_open', PAPER, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
        table.create_index('uq_evidence_item_one_lasting', PAPER, unique=True, sqlite_where=LASTING, postgresql_where=LASTING)
    op.create_table('evidence_step',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('state', sa.Enum(*STATES, name='paperstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by_id', BIG, nullable=True),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_evidence_step_number_positive')),
    sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f('ck_evidence_step_refusal_has_reason')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_evidence_step_by_id_person')),
    sa.ForeignKeyConstraint(['item_id'], ['evidence_item.id'], name=op.f('fk_evidence_step_item_id_evidence_item')),
    sa.PrimaryKeyConstraint('item_id', 'number', name=op.f('pk_evidence_step'))
    )
    with op.batch_alter_table('evidence_step') as table:
        table.create_index(op.f('ix_evidence_step_by_id'), ['by_id'], unique=False)
    op.execute(
        "INSERT INTO evidence_step (item_id, number, state, at, by_id, reason) "
        "SELECT id, 1, 'confirmed', confirmed_at, confirmed_by, '' FROM evidence_item"
    )


def _public_id(row: sa.RowMapping) -> str:
    """The same whenever this migration runs, so that going down and up again changes no address; the pages ask for a permission all the same."""
    said = ':'.join(str(row[name]) for name in ('id', 'partner_id', 'kind', 'year', 'confirmed_by'))
    number = int.from_bytes(hashlib.sha256(f'paper:{said}'.encode()).digest())
    return ''.join(ALPHABET[number // 31**place % 31] for place in range(22))


def downgrade() -> None:
    """Go down. The tables of before hold what counts: what was corrected or struck out and papers that do not count have no room there."""
    op.drop_table('evidence_step')
    op.execute("DELETE FROM evidence_item WHERE state <> 'confirmed' OR until IS NOT NULL")
    with op.batch_alter_table('evidence_item') as table:
        for name in ('one_lasting', 'one_open'):
            table.drop_index(f'uq_evidence_item_{name}')
        table.drop_index(op.f('ix_evidence_item_partner_id'))
        table.drop_constraint(op.f('uq_evidence_item_public_id'), type_='unique')
        table.drop_constraint(op.f('fk_evidence_item_submitted_by_person'), type_='foreignkey')
        for name in ('two_people', 'ended_was_confirmed', 'confirmed_has_moment', 'open_not_confirmed', 'paperstate'):
            table.drop_constraint(op.f(f'ck_evidence_item_{name}'), type_='check')
        for name in ('ended_on', 'until', 'submitted_at', 'submitted_by', 'note', 'link', 'state', 'public_id'):
            table.drop_column(name)
        table.alter_column('confirmed_at', existing_type=MOMENT, nullable=False)
        table.create_unique_constraint(op.f('uq_evidence_item_partner_id_kind_year'), PAPER)
    op.drop_table('figure_import')
    op.execute('DELETE FROM metric_value WHERE NOT latest OR struck')
    with op.batch_alter_table('metric_value') as table:
        table.drop_index('uq_metric_value_one_latest')
        table.drop_constraint(op.f('uq_metric_value_partner_id_metric_on_reference_number'), type_='unique')
        for name in ('struck_was_there', 'has_reason', 'covers_days', 'number_positive', 'valuesource'):
            table.drop_constraint(op.f(f'ck_metric_value_{name}'), type_='check')
        for name in ('reason', 'product', 'covers_from', 'struck', 'latest', 'number'):
            table.drop_column(name)
    op.execute("UPDATE metric_value SET source = 'csv' WHERE source = 'api'")
    with op.batch_alter_table('metric_value') as table:
        table.create_check_constraint(op.f('ck_metric_value_valuesource'), sa.column('source').in_(SOURCES_BEFORE))
        table.create_unique_constraint(op.f('uq_metric_value_partner_id_metric_on_reference'), KEY)
