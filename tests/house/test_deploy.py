"""The files of `deploy/` fit each other, the settings and the manual; nginx, systemd and compose themselves were tried by hand."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from lms.core.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
NAMES = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert set(re.findall(r"LMS_[A-Z_]+", path.read_text(encoding="utf-8"))) <= NAMES


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".service"], ids=lambda path: path.name)
def test_a_unit_names_a_page_that_is_there(path: Path) -> None:
    named = re.findall(r"^Documentation=file:///srv/waymark/(\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    assert all((ROOT / one).is_file() for one in named)


def test_gunicorn_takes_its_settings(tmp_path: Path) -> None:
    settings = {"LMS_SECRET": "tests only, never anywhere else, 40 long", "LMS_DATABASE": f"sqlite:///{tmp_path / 'here.db'}"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")} | settings
    command = [sys.executable, "-m", "gunicorn", "--config", DEPLOY / "gunicorn.conf.py", "--check-config", "wsgi:app"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_compose_starts_nothing_before_its_tables_are_ready() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["tables"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("pages", "worker"):
        assert services[name]["depends_on"] == {"tables": {"condition": "service_completed_successfully"}}
    assert services["nginx"]["network_mode"] == "service:pages", "nginx.conf speaks to 127.0.0.1"


def test_nginx_throws_away_whatever_a_browser_claims_of_its_address() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
