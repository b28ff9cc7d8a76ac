"""New rules in the world of the doors: the version in force under the next number, and a notice of it to a partner."""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from lms.core.db import db
from lms.core.ids import PartnerId
from lms.programme import notices
from lms.programme.dry_run import Effect, Outcome
from lms.programme.models import RuleNotice
from lms.programme.queries import version
from lms.programme.service import publish_version
from lms.publishing.library import Library

COMING, SINCE = 5, date(2027, 6, 1)


def notice_to(library: Library, partner: PartnerId, now: datetime) -> str:
    """Publish the coming version where that was not done, tell the partner, and return how the notice is named in addresses."""
    assert library.programme is not None
    if version(COMING) is None:
        publish_version(replace(library.programme, version=COMING, effective_from=SINCE), now)
    notices.tell(COMING, {partner: Effect(Outcome.STAYS, None, None, None, SINCE, None, ())}, now)
    return db.session.scalars(sa.select(RuleNotice.public_id).where(RuleNotice.partner_id == partner)).one()
