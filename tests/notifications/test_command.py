"""`lms worker` as a process: it sends what waits and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from lms.core.db import db, transaction
from lms.notifications import queries, service
from lms.notifications.models import MailState
from tests.notifications.conftest import application
from tests.notifications.samples import ANNA, BASE, SAMPLES

SECONDS = 60


def test_the_worker_sends_and_ends_on_sigterm(tmp_path: Path, now: datetime) -> None:
    address = f"sqlite:///{tmp_path / 'outbox.db'}"
    with application(address):
        with transaction():
            service.announce(ANNA["en"], "tier_reached", SAMPLES["tier_reached"], now)
        process = subprocess.Popen(
            [sys.executable, "-m", "lms", "worker"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"LMS_SECRET": "x" * 40, "LMS_DATABASE": address, "LMS_BASE_URL": BASE, "LMS_DEMO": "1"},
        )  # fmt: skip
        end = time.monotonic() + SECONDS
        while queries.counts() != {MailState.SENT: 1} and time.monotonic() < end and process.poll() is None:
            db.session.rollback()
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        said, complaints = process.communicate(timeout=SECONDS)
        assert queries.counts() == {MailState.SENT: 1}, complaints
    assert process.returncode == 0, complaints
    assert said.splitlines() == ["The worker runs; Ctrl+C ends it.", "The worker has stopped."]
