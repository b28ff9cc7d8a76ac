"""`lms review`: everybody whom nobody looked at today, or everybody; stopped, it goes on where it was."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from time_machine import Traveller

from lms.cli import main, reviewing
from lms.core.clock import now
from lms.core.db import db
from lms.programme.models import PartnerStanding
from tests.factories import Make
from tests.installation import sqlite_installation
from tests.journey.world import company


@pytest.mark.parametrize("terminal", [True, False])
def test_partners_are_reviewed_once_a_day_or_all_of_them_and_a_stopped_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: Traveller, terminal: bool
) -> None:
    with sqlite_installation(tmp_path) as installation:
        app, make = installation.app, Make(installation.app)
        with app.app_context():
            for name in ("Vector", "Gamma"):
                company(make, name, 0)
        monkeypatch.setenv("LMS_SECRET", "tests only, never anywhere else, 40 long")
        monkeypatch.setenv("LMS_DATABASE", app.extensions["waymark_settings"].database)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
        began = now()
        for arguments, said in (
            ([], "0 partners were reviewed."), (["--all"], "2 partners were reviewed."),
            (["--all", "--before", began.isoformat()], "0 partners were reviewed."),
            (["--all", "--before", (now() + timedelta(minutes=1)).replace(tzinfo=None).isoformat()], "2 partners were reviewed."),
        ):  # fmt: skip
            clock.shift(timedelta(seconds=1))
            assert main(["review", *arguments]) == 0
            told = capsys.readouterr()
            assert said in told.out
            assert ("2/2" in told.err) == (terminal and said.startswith("2"))
        clock.shift(timedelta(days=1))
        assert main(["review"]) == 0
        assert "2 partners were reviewed." in capsys.readouterr().out
        with app.app_context():
            assert set(db.session.scalars(sa.select(PartnerStanding.as_of))) == {now().date()}
            db.session.remove()
        assert main(["review", "--all", "--before", "yesterday"]) == 1
        assert "is not a moment" in capsys.readouterr().err


def test_a_run_that_is_stopped_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_before: object, _whole: int) -> int:
        raise KeyboardInterrupt

    with sqlite_installation(tmp_path) as installation:
        monkeypatch.setenv("LMS_SECRET", "tests only, never anywhere else, 40 long")
        monkeypatch.setenv("LMS_DATABASE", installation.app.extensions["waymark_settings"].database)
        monkeypatch.setattr(reviewing, "_review", stop)
        assert main(["review", "--all"]) == 130
        assert "lms review --all --before 2026-11-21T09:00" in capsys.readouterr().out
