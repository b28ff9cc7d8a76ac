"""The subcommands of whoever runs an installation: `db upgrade`, `person create-admin` and `person reset-factors`."""

import argparse
import getpass
import os

from lms.cli.words import tell
from lms.core import clock
from lms.core.errors import Invalid
from lms.core.settings import Settings
from lms.core.text import Message, msg
from lms.core.translation import say


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add db and person."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    database = parsers.add_parser("db", help=told(msg("prepare the database")))
    steps = database.add_subparsers(dest="action", required=True)
    steps.add_parser("upgrade", help=told(msg("bring the tables to this version"))).set_defaults(run=run_upgrade)
    person = parsers.add_parser("person", help=told(msg("people of the installation")))
    acts = person.add_subparsers(dest="action", required=True)
    admin = acts.add_parser("create-admin", help=told(msg("make somebody a programme admin")))
    admin.add_argument("email", help=told(msg("the mail address to sign in with")))
    admin.add_argument("--name", default="", help=told(msg("the name, for a new account")))
    admin.add_argument("--password-stdin", action="store_true", help=told(msg("read the password from standard input")))
    admin.set_defaults(run=run_create_admin)
    reset = acts.add_parser("reset-factors", help=told(msg("take the second factors from somebody who lost them")))
    reset.add_argument("email", help=told(msg("the mail address to sign in with")))
    reset.set_defaults(run=run_reset_factors)


def run_upgrade(arguments: argparse.Namespace) -> int:
    """Bring the tables to this version."""
    from flask_migrate import upgrade

    from lms.app import create_app, init_migrations

    app = create_app(Settings.from_environment(os.environ))
    init_migrations(app)
    with app.app_context():
        upgrade()
    tell(arguments, msg("The database is ready."))
    return 0


def run_create_admin(arguments: argparse.Namespace) -> int:
    """Make somebody a programme admin; the password is asked for, never an argument."""
    from flask_security.utils import hash_password

    from lms import journey
    from lms.accounts.rules import password_faults
    from lms.accounts.service import create_admin
    from lms.app import create_app
    from lms.core.db import transaction
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    app = create_app(Settings.from_environment(os.environ))
    password = input() if arguments.password_stdin else getpass.getpass(say(msg("Password:"), arguments.language or "en") + " ")
    with app.test_request_context():
        for fault in password_faults(password, arguments.email):
            raise Invalid(fault)
        hashed = hash_password(password)
        with transaction():
            events = create_admin(arguments.email, arguments.name or arguments.email.partition("@")[0], clock.now(), hashed)
            journey.settle(library_of(current()), events, clock.now())
    tell(arguments, msg("%(address)s is a programme admin now.", address=arguments.email))
    return 0


def run_reset_factors(arguments: argparse.Namespace) -> int:
    """Take app, passkeys and recovery codes from somebody who lost them; the log and a mail to the person say so."""
    from lms import journey
    from lms.accounts.proving import reset_factors
    from lms.app import create_app
    from lms.core.db import transaction
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    with create_app(Settings.from_environment(os.environ)).test_request_context(), transaction():
        journey.settle(library_of(current()), reset_factors(arguments.email, clock.now(), None), clock.now())
    tell(arguments, msg("The second factors of %(address)s are gone. The password alone signs in again.", address=arguments.email))
    return 0
