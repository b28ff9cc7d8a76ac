"""`lms person reset-factors`: what it takes, what it tells, and whom it does not know."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.accounts import proving
from lms.accounts.models import Authenticator
from lms.audit.models import AuditEntry
from lms.cli import main
from lms.core.db import db, transaction
from lms.notifications.models import OutboxMail
from tests.conftest import NOW
from tests.factories import Make
from tests.installation import sqlite_installation

SECRET = "tests only, never anywhere else, 40 long"


def test_factors_are_reset_from_the_command_line_logged_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_installation(tmp_path) as installation:
        person = Make(installation.app).person("anna@severny.example", Role.HEAD)
        with installation.app.app_context(), transaction():
            proving.add_authenticator(person, "sealed", 1, NOW)
        monkeypatch.setenv("LMS_SECRET", SECRET)
        monkeypatch.setenv("LMS_DATABASE", installation.app.extensions["waymark_settings"].database)
        assert main(["person", "reset-factors", "nobody@severny.example"]) == 1
        assert main(["person", "reset-factors", "Anna@severny.example"]) == 0
        told = capsys.readouterr()
        assert "nobody@severny.example has no account." in told.err
        assert "The second factors of Anna@severny.example are gone." in told.out
        with installation.app.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Authenticator)) == 0
            assert db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "factors_reset"
            assert db.session.scalars(sa.select(OutboxMail.event)).all() == ["factor_removed"]
