"""The pages: every blueprint, and those that only a demo instance has."""

from flask import Blueprint

from lms.web.accommodations.views import blueprint as accommodations_pages
from lms.web.accounts.addresses import blueprint as addresses_pages
from lms.web.accounts.browsers import blueprint as browsers_pages
from lms.web.accounts.looks import blueprint as looks_pages
from lms.web.accounts.personal import blueprint as personal_pages
from lms.web.accounts.views import accounts as accounts_pages
from lms.web.accounts.views import preferences as preferences_pages
from lms.web.applications.reviewing import blueprint as reviews_pages
from lms.web.applications.views import blueprint as applications_pages
from lms.web.assets.views import blueprint as assets_pages
from lms.web.audit.views import blueprint as audit_pages
from lms.web.certificates.views import certificates as certificates_pages
from lms.web.certificates.views import verification as verification_pages
from lms.web.courses.views import blueprint as courses_pages
from lms.web.demo.views import blueprint as demo_pages
from lms.web.employments.views import blueprint as employments_pages
from lms.web.factors.views import blueprint as factors_pages
from lms.web.figures.views import blueprint as figures_pages
from lms.web.learning.views import blueprint as learning_pages
from lms.web.managers.views import blueprint as managers_pages
from lms.web.marking.views import blueprint as marking_pages
from lms.web.materials.views import blueprint as materials_pages
from lms.web.papers.views import blueprint as papers_pages
from lms.web.partners.views import blueprint as partners_pages
from lms.web.privacy.views import blueprint as privacy_pages
from lms.web.programme.deciding import blueprint as standings_pages
from lms.web.programme.history import blueprint as history_pages
from lms.web.programme.views import blueprint as programme_pages
from lms.web.protection.views import blueprint as protection_pages
from lms.web.public.views import blueprint as public_pages
from lms.web.publishing.views import blueprint as publishing_pages
from lms.web.quizzes.files import blueprint as files_pages
from lms.web.quizzes.histories import blueprint as histories_pages
from lms.web.quizzes.views import blueprint as quizzes_pages
from lms.web.reporting.views import blueprint as reporting_pages
from lms.web.rules.views import blueprint as rules_pages
from lms.web.tokens.views import blueprint as tokens_pages

BLUEPRINTS: tuple[Blueprint, ...] = (
    applications_pages,
    managers_pages,
    reviews_pages,
    accommodations_pages,
    accounts_pages,
    addresses_pages,
    personal_pages,
    browsers_pages,
    assets_pages,
    audit_pages,
    certificates_pages,
    courses_pages,
    employments_pages,
    factors_pages,
    figures_pages,
    learning_pages,
    looks_pages,
    files_pages,
    histories_pages,
    marking_pages,
    materials_pages,
    papers_pages,
    partners_pages,
    preferences_pages,
    privacy_pages,
    programme_pages,
    standings_pages,
    history_pages,
    protection_pages,
    public_pages,
    publishing_pages,
    quizzes_pages,
    reporting_pages,
    rules_pages,
    tokens_pages,
    verification_pages,
)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = (demo_pages,)
