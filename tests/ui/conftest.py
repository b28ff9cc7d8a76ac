"""A bare application that knows nothing but the templates: macros are tested as they are, without content or database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, render_template_string
from jinja2 import StrictUndefined

ROOT = Path(__file__).parents[2]

Render = Callable[..., str]


@pytest.fixture(scope="session")
def bare() -> Flask:
    """Templates with the strictness and the white space of the real application, English as it is written."""
    app = Flask("bare", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "lms" / "static"), static_url_path="/static")
    app.secret_key = "only for flashed messages"
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals["csrf_token"] = lambda: "token"
    preferences = Blueprint("preferences", "bare")
    preferences.add_url_rule("/preferences/language", "language", lambda: "", methods=["POST"])
    preferences.add_url_rule("/preferences/theme", "theme", lambda: "", methods=["POST"])
    app.register_blueprint(preferences)
    return app


@pytest.fixture
def render(bare: Flask) -> Iterator[Render]:
    """Render a piece of template source with some context, on the page /here?page=2."""
    with bare.test_request_context("/here?page=2"):
        yield render_template_string
