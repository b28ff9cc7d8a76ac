"""Notices of new rules, one for each partner and version."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table('rule_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('partner_id', BIG, nullable=False),
    sa.Column('effect', sa.JSON(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('sent_at', MOMENT, nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('acknowledged_at', MOMENT, nullable=True),
    sa.Column('acknowledged_by', BIG, nullable=True),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by IS NULL)', name=op.f('ck_rule_notice_acknowledged_by_somebody')),
    sa.CheckConstraint('times > 0', name=op.f('ck_rule_notice_times_positive')),
    sa.ForeignKeyConstraint(['version'], ['programme_version.version'], name=op.f('fk_rule_notice_version_programme_version')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_rule_notice_partner_id_partner')),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['person.id'], name=op.f('fk_rule_notice_acknowledged_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_notice')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rule_notice_public_id')),
    sa.UniqueConstraint('version', 'partner_id', name=op.f('uq_rule_notice_version_partner_id'))
    )
    with op.batch_alter_table('rule_notice') as table:
        table.create_index(op.f('ix_rule_notice_partner_id'), ['partner_id'], unique=False)
        table.create_index(op.f('ix_rule_notice_acknowledged_by'), ['acknowledged_by'], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table('rule_notice')
