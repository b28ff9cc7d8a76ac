"""The pages: every blueprint, and those that only a demo instance has."""

from flask import Blueprint

from lms.web.assets.views import blueprint as assets

BLUEPRINTS: tuple[Blueprint, ...] = (assets,)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = ()
