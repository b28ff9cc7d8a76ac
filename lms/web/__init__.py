"""The pages: every blueprint, and those that only a demo instance has."""

from flask import Blueprint

from lms.web.accounts.views import accounts, preferences
from lms.web.assets.views import blueprint as assets
from lms.web.certificates.views import certificates, verification
from lms.web.quizzes.views import blueprint as quizzes

BLUEPRINTS: tuple[Blueprint, ...] = (accounts, assets, certificates, preferences, quizzes, verification)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = ()
