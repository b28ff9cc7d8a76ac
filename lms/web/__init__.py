"""The pages: every blueprint, and those that only a demo instance has."""

from flask import Blueprint

from lms.web.accounts.views import accounts, preferences
from lms.web.assets.views import blueprint as assets
from lms.web.certificates.views import certificates, verification
from lms.web.courses.views import blueprint as courses
from lms.web.learning.views import blueprint as learning
from lms.web.materials.views import blueprint as materials
from lms.web.programme.views import blueprint as programme
from lms.web.public.views import blueprint as public
from lms.web.quizzes.views import blueprint as quizzes

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts,
    assets,
    certificates,
    courses,
    learning,
    materials,
    preferences,
    programme,
    public,
    quizzes,
    verification,
)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = ()
