"""`lms repair`: what it tells before, what it changes, and that it changes nothing twice."""

import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from lms.certificates.queries import certificates_of
from lms.cli import main
from lms.cli.repairing import lines
from lms.core import clock
from lms.core.db import db
from lms.journey.repairing import RepairReport
from lms.programme import events
from lms.quizzes.queries import sheet_of
from tests.factories import Make
from tests.installation import sqlite_installation
from tests.journey.world import SF, company, hand_in, sit

SECRET = "tests only, never anywhere else, 40 long"
ROOT = Path(__file__).parents[2]
FOLDERS = ("courses", "quizzes", "certificates", "materials")


def with_repairs(folder: Path, questions: list[str]) -> Path:
    """The sample content, whose exam accepts every answer to these questions, for a reason in both languages."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    for path, line in (
        ("quizzes/sf.md", "{{question: {}, action: accept_all, reason: Unclear.}}"),
        ("quizzes/sf.ru.md", "{{question: {}, reason: Неясно.}}"),
    ):
        file = folder / path
        repairs = "".join(f"  - {line.format(one)}\n" for one in questions)
        file.write_text(file.read_text().replace("\n---\n", f"\nrepairs:\n{repairs}---\n", 1))
    return folder


def test_a_repair_is_told_then_done_and_then_there_is_nothing_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_installation(tmp_path) as installation:
        app, make = installation.app, Make(installation.app)
        with app.app_context():
            vector = company(make, "Vector")
            attempt = sit(make, vector.seller, right=False)
            hand_in(make, vector.seller, attempt)
            questions = [str(slot.question) for slot in sheet_of(vector.seller, attempt).slots]
        monkeypatch.setenv("LMS_SECRET", SECRET)
        monkeypatch.setenv("LMS_DATABASE", app.extensions["waymark_settings"].database)
        assert main(["repair", "sf"]) == 1
        assert "has no repairs" in capsys.readouterr().err
        assert main(["publish", str(with_repairs(tmp_path / "content", questions)), "--yes"]) == 0
        capsys.readouterr()

        assert main(["repair", "sf", "--dry-run"]) == 0
        told = capsys.readouterr().out
        for part in (
            f"attempt {attempt}: 0% -> 100%",
            "now passed",
            "issued for sf",
            "from – to start",
            "1 attempt would change. Nothing was changed.",
        ):
            assert part in told, told
        with app.app_context():
            assert (sheet_of(vector.seller, attempt).percent, list(certificates_of(vector.seller))) == (0, [])
            db.session.rollback()

        assert main(["repair", "sf"]) == 0
        assert "1 attempt has changed." in capsys.readouterr().out
        with app.app_context():
            assert sheet_of(vector.seller, attempt).passed
            assert [one.certification for one in certificates_of(vector.seller)] == [SF]
            db.session.rollback()

        assert main(["repair", "sf", "--language", "ru"]) == 0
        assert "Изменено 0 попыток." in capsys.readouterr().out.replace("\u00a0", " ")


BY_A_WORD = {events.TierKept, events.TierLowered}
"""What no repair does by itself: a manager decides it."""


def test_every_step_of_a_tier_that_can_follow_is_told(app: Flask, make: Make) -> None:
    partner = make.partner()
    steps = {one for name, one in vars(events).items() if name.startswith("Tier")} - BY_A_WORD
    values = {"at": clock.now(), "partner": partner, "before": "start", "after": "silver", "tier": "silver", "version": 1, "people": ()}
    days = dict.fromkeys(("fails_on", "since", "until"), date(2026, 11, 21))
    with app.app_context():
        for step in steps:
            wanted = {field.name for field in fields(step)}
            event = step(**{name: value for name, value in {**values, **days}.items() if name in wanted})
            (told,) = lines(RepairReport((), (event,)))
            assert "silver" in told.params.values(), step
