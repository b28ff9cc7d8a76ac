"""The day on which a held tier's requirements stop holding stands beside the standing: lists of partners need no whole answers."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

STANDING = sa.table(
    'standing', sa.column('partner_id', sa.BigInteger), sa.column('tier', sa.String), sa.column('result', sa.JSON), sa.column('first_false_on', sa.Date)
)


def upgrade() -> None:
    """Go up: add the day, and read it from the answers of the last reviews."""
    with op.batch_alter_table('standing') as table:
        table.add_column(sa.Column('first_false_on', sa.Date(), nullable=True))
        table.create_check_constraint(op.f('ck_standing_end_has_tier'), 'tier IS NOT NULL OR first_false_on IS NULL')
    connection = op.get_bind()
    rows = connection.execute(sa.select(STANDING.c.partner_id, STANDING.c.tier, STANDING.c.result).where(STANDING.c.tier.is_not(None))).all()
    days = [{'partner': row.partner_id, 'day': day} for row in rows if (day := day_of(row.tier, row.result))]
    if days:
        connection.execute(
            sa.update(STANDING).where(STANDING.c.partner_id == sa.bindparam('partner')).values(first_false_on=sa.bindparam('day')), days
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('standing') as table:
        table.drop_constraint(op.f('ck_standing_end_has_tier'), type_='check')
        table.drop_column('first_false_on')


def day_of(tier: str, result: object) -> date | None:
    """What the last review said of the held tier."""
    held = json.loads(result) if isinstance(result, str) else result
    results = held.get('results', ()) if isinstance(held, dict) else ()
    day = next((one['result'].get('first_false_on') for one in results if one['tier'] == tier), None)
    return date.fromisoformat(day) if day else None
