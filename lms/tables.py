"""Every table of Waymark, imported for the migrations and for tests that make a whole database."""

from lms.accounts import models as accounts
from lms.audit import models as audit
from lms.certificates import models as certificates
from lms.core.db import Model
from lms.learning import models as learning
from lms.materials import models as materials
from lms.notifications import models as notifications
from lms.partners import models as partners
from lms.partners.applications import models as applications
from lms.partners.managers import models as managers
from lms.partners.requests import models as join_requests
from lms.privacy import models as privacy
from lms.programme import models as programme
from lms.quizzes import models as quizzes
from lms.quizzes.accommodations import models as accommodations
from lms.quizzes.outages import models as outages
from lms.releases import models as releases

metadata = Model.metadata

__all__ = [
    "accommodations", "accounts", "applications", "audit", "certificates", "join_requests", "learning", "managers", "materials", "metadata",
    "notifications", "outages", "partners", "privacy", "programme", "quizzes", "releases",
]  # fmt: skip
