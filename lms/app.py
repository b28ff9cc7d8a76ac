"""Where everything meets: `create_app(settings)` builds the application, and nothing else does."""

import secrets
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import tables
from lms.api.figures import blueprint as api
from lms.core.db import BUSY_SECONDS, db, end_session, prepare_engine
from lms.core.settings import Settings
from lms.core.versions import MIGRATIONS
from lms.web import BLUEPRINTS, DEMO_BLUEPRINTS
from lms.web.accounts.security import init_security
from lms.web.converters import init_converters
from lms.web.errors import init_errors
from lms.web.headers import init_headers
from lms.web.logs import init_logs
from lms.web.looking import init_looking
from lms.web.presentation import init_presentation
from lms.web.pulse import init_pulse
from lms.web.quizzes.files import init_uploads
from lms.web.sessions import init_sessions
from lms.web.unreadable import init_unreadable

if TYPE_CHECKING:
    from lms.publishing.watching import Watched

MAX_BODY = 2 * 1024 * 1024
MAX_FORM_PARTS = 500

log = structlog.get_logger()


def create_app(settings: Settings, *, testing: bool = False) -> Flask:
    """Build one installation's application. Nothing is read from the environment here."""
    app = Flask("lms", instance_path=str(Path("instance").resolve()))
    app.extensions["waymark_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=trusted_hosts(settings),
        TESTING=testing,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages whose address is a secret send no referrer, and their forms are sent all the same; the token proves where a form came from.
        WTF_CSRF_SSL_STRICT=False,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0, x_port=0)  # type: ignore[method-assign]
    init_logs(settings)
    init_database(app, settings)
    init_pulse(app)
    init_converters(app)
    init_presentation(app, template_folder())
    init_sessions(app, settings)
    init_looking(app)
    init_uploads(app)
    init_unreadable(app)
    # Only forms can be forged: other programs send no cookie, and none is read for them.
    CSRFProtect(app).exempt(api)
    init_security(app, settings)
    init_headers(app)
    init_errors(app)
    for blueprint in (*BLUEPRINTS, *(DEMO_BLUEPRINTS if settings.demo else ()), api):
        app.register_blueprint(blueprint)
    return app


def create_preview(watched: "Watched") -> Flask:
    """Build the preview of a content folder: the templates and headers of the academy, and none of its doors, people and database."""
    from lms.web.preview.views import init_preview

    app = Flask("lms")
    settings = Settings(secret=secrets.token_urlsafe(48), content_language=watched.language)
    app.extensions["waymark_settings"] = settings
    app.config.update(SECRET_KEY=settings.secret, TRUSTED_HOSTS=trusted_hosts(settings), MAX_CONTENT_LENGTH=MAX_BODY)
    # Nothing is kept and nobody is signed in: a forged form has nothing to gain.
    app.config.update(WTF_CSRF_ENABLED=False)
    init_converters(app)
    init_presentation(app, template_folder())
    init_headers(app)
    init_preview(app, watched)
    return app


def engine_options(settings: Settings) -> dict[str, object]:
    """How connections are made. A PostgreSQL that is away is given up after some seconds, not after minutes."""
    if settings.database.startswith("sqlite"):
        return {"hide_parameters": True}
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"connect_timeout": BUSY_SECONDS}, "pool_timeout": BUSY_SECONDS}


def init_database(app: Flask, settings: Settings) -> None:
    """Connect the database; SQLite's folder is made when it is missing."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).resolve().parent.mkdir(parents=True, exist_ok=True)
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{Path(settings.database.removeprefix('sqlite:///')).resolve()}"
    db.init_app(app)
    app.teardown_appcontext(end_session)
    with app.app_context():
        prepare_engine(db.engine)


def init_migrations(app: Flask) -> None:
    """Make the application ready for Flask-Migrate's verbs. Alembic takes 11 MB, which no worker that answers pages should hold."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(MIGRATIONS), metadata=tables.metadata, render_as_batch=True)


def template_folder() -> Path:
    """The folder of the templates: beside the package in a checkout, inside it in a wheel."""
    package = Path(str(files("lms")))
    beside = package.parent / "templates"
    return beside if beside.is_dir() else package / "_bundled" / "templates"


def trusted_hosts(settings: Settings) -> list[str]:
    """The host names that are answered; a request for any other gets 400."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return [host, "localhost", "127.0.0.1"] if host == "localhost" else [host]
