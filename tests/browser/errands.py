"""What waits to be done in the demo, so that there are pages of it to look at: a request, a departure, a paper, figures and new rules."""

from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from lms import demo, journey
from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, Slug
from lms.partners import service as partners
from lms.partners.evidence.rules import Submission
from lms.partners.imports.rules import Upload
from lms.partners.imports.service import keep
from lms.partners.models import Employment, Partner
from lms.partners.requests import service as requests
from lms.programme.models import RuleNotice
from lms.programme.service import publish_version
from lms.publishing.library import Library, library_of
from lms.publishing.trying import tried
from lms.releases.queries import current
from tests.browser.sittings import person_of

LEAVER = "gleb.frolov@vector.example"
LINES = "partner,metric,date,reference,value\nVector,trainings,2026-11-01,one,1\nNowhere,trainings,2026-11-01,two,1\n"


def errands(app: Flask) -> dict[str, str]:
    """Addresses by name, all at Vector: to ask to join, to answer who asked, to note a last day and suppose it, to answer a paper, to
    confirm figures from a file with a fault, and what the next version of the rules does."""
    with app.app_context():
        now, library = clock.now(), library_of(current())
        with transaction():
            vector = db.session.scalars(sa.select(Partner.id).where(Partner.name == "Vector")).one()
            join, _ = requests.make_link(vector, now, None)
            request, _ = requests.ask(join, person_of("engineer"), sales=False, technical=True, now=now)
            given = Submission(kind=Slug("business_plan"), year=now.year + 1, note="Ten new customers.")
            paper, _ = partners.submit_evidence(vector, given, now, person_of("partner-admin"))
            file = keep(Upload("figures.csv", LINES.encode()), person_of("partner-manager"), now)
            notice = _told(library, vector, now)
            chosen = sa.select(Employment.public_id, Person.public_id).join(Person, Person.id == Employment.person_id)
            place, person = db.session.execute(chosen.where(Person.email == LEAVER)).one()
            found = {
                "join": f"/join/{join}", "request": f"/team/requests/{request}", "leave": f"/employments/{place}/leave",
                "leaves": f"/tier?leave={person}", "paper": f"/papers/{paper.public_id}", "file": f"/figures/{file.public_id}",
                "notice": f"/programme/notices/{notice}",
            }  # fmt: skip
        db.session.remove()
    return found


def _told(library: Library, vector: PartnerId, now: datetime) -> str:
    """Publish the version that the demo has ready to be tried, and tell the partners."""
    coming, faults = tried(library, demo.next_rules(5, now.date()))
    assert coming is not None, faults
    publish_version(coming, now)
    assert journey.tell_of_rules(library, now)
    return db.session.scalars(sa.select(RuleNotice.public_id).where(RuleNotice.partner_id == vector)).one()
