"""The wheel holds everything that an installation needs, and nothing of the workshop."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("wheel")]

OPEN_A_PAGE = """
from lms.app import create_app, init_migrations
from lms.core.settings import Settings
from lms.notifications.letterhead import mail_templates
from flask_migrate import upgrade

app = create_app(Settings(secret="s" * 40, database="sqlite:///wheel.db", demo=True))
init_migrations(app)
with app.app_context():
    upgrade()
    assert list(mail_templates().glob("*/*.mjml")), mail_templates()
print([app.test_client().get(page).status_code for page in ("/sign-in", "/static/design.css")])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without asking a registry."""
    place = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--quiet",
        "-w",
        str(place),
    ]
    subprocess.run(command, check=True, cwd=place, env=clean())
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """The files of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """A folder with what the wheel would install."""
    place = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def clean(**more: str) -> dict[str, str]:
    """The environment without our settings and without this checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LMS_") and name != "PYTHONPATH"} | more


def text(wheel: Path, ending: str) -> str:
    """One text file of the wheel's description."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(f".dist-info/{ending}"))).decode()


def test_the_distribution_is_waymark_academy_and_its_command_is_lms(wheel: Path, names: list[str]) -> None:
    assert wheel.name.startswith("waymark_academy-")
    assert "Name: waymark-academy\n" in text(wheel, "METADATA")
    assert "lms = lms.cli:main" in text(wheel, "entry_points.txt")
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"lms"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("lms", "lms"),
        ("templates", "lms/_bundled/templates"),
        ("courses", "lms/_bundled/content/courses"),
        ("quizzes", "lms/_bundled/content/quizzes"),
        ("certificates", "lms/_bundled/content/certificates"),
        ("materials", "lms/_bundled/content/materials"),
    ],
)
def test_every_file_of_the_checkout_is_inside(names: list[str], outside: str, inside: str) -> None:
    """Code, migrations, the Russian catalogue, static files, templates and the sample: the wheel is no thinner than the checkout."""
    held = {
        name.removeprefix(f"{inside}/") for name in names if name.startswith(f"{inside}/") and "/_bundled/" not in name.removeprefix(inside)
    }
    tracked = subprocess.run(["git", "ls-files", outside], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    there = {name.removeprefix(f"{outside}/") for name in tracked if name and (ROOT / name).is_file()}
    if not there:  # an unpacked archive has no git
        there = {
            str(path.relative_to(ROOT / outside))
            for path in (ROOT / outside).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    assert there - held == set()


@pytest.mark.parametrize(
    "name",
    [
        "lms/locale/ru/LC_MESSAGES/messages.po",
        "lms/migrations/env.py",
        "lms/static/design.css",
        "lms/_bundled/templates/layout.html",
        "lms/_bundled/content/certificates/programme.yaml",
    ],
)
def test_what_is_read_at_run_time_lies_where_it_is_looked_for(names: list[str], name: str) -> None:
    assert name in names


def test_nothing_of_the_workshop_is_inside(names: list[str]) -> None:
    workshop = {"tests", "bench", "docs", ".ci", "__pycache__", "instance"}
    assert [name for name in names if workshop & set(Path(name).parts) or name.endswith((".pyc", ".db", "dev.py"))] == []


def test_an_unpacked_wheel_checks_its_own_sample(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lms", "--language", "en", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=clean(PYTHONPATH=str(unpacked)), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (0, ["0 errors.", "0 warnings."]), done.stdout + done.stderr


def test_an_unpacked_wheel_makes_its_tables_and_answers(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN_A_PAGE]
    done = subprocess.run(command, cwd=tmp_path, env=clean(PYTHONPATH=str(unpacked)), capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[200, 200]"), done.stdout + done.stderr
