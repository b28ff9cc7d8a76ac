"""Applications to the demo's vendor, so that there are pages of them to look at."""

from flask import Flask

from lms.core.db import transaction
from tests.browser.sittings import person_of
from tests.security.applicants import applicants


def applications(app: Flask) -> dict[str, str]:
    """Addresses by name: an application that has arrived, one that waits for a signature, and the page of an applicant who is asked."""
    with app.app_context(), transaction():
        made = applicants(person_of("partner-manager"))
    return {
        "application": f"/applications/{made.arrived}", "accepted": f"/applications/{made.accepted}",
        "my_application": f"/my-application/{made.asked}",
    }  # fmt: skip
