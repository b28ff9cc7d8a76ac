"""Papers and files of figures in the world of the doors."""

import sqlalchemy as sa

from lms.core.db import db
from lms.core.ids import PartnerId, PersonId, Slug
from lms.journey import vocabulary_of
from lms.partners import service
from lms.partners.evidence.rules import Submission
from lms.partners.imports.queries import preview
from lms.partners.imports.rules import Upload
from lms.partners.imports.service import keep
from lms.partners.models import Partner
from lms.publishing.library import Library
from tests.conftest import NOW

LINES = "partner,metric,date,reference,value\nNear,trainings,2026-11-01,three,1\n"


def papers_of(partner: PartnerId, by: PersonId) -> tuple[str, str]:
    """A paper that waits for its answer, and one that is confirmed."""
    found = []
    for year in (2026, 2025):
        item, _ = service.submit_evidence(partner, Submission(kind=Slug("business_plan"), year=year, note="Ten new customers."), NOW, by)
        found.append(item.public_id)
    manager = db.session.get_one(Partner, partner).manager_id
    assert manager is not None
    service.confirm_paper(item.public_id, None, NOW, manager)
    return found[0], found[1]


def file_of(library: Library, person: PersonId) -> tuple[str, str]:
    """A file of figures that somebody uploaded, and the digest of what entering it would do."""
    upload = Upload("figures.csv", LINES.encode())
    kept = keep(upload, person, NOW)
    return kept.public_id, preview(upload.data, "", sa.select(Partner.id), vocabulary_of(library, NOW), NOW.date()).digest
