"""The page of an answer's files: added and taken away without a script, refused with a sentence, and given to nobody else."""

import io
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.access import Role
from lms.accounts.models import WebSession
from lms.core import clock
from lms.core.db import db, transaction
from lms.quizzes.rules.files import MAX_BYTES
from lms.web.headers import FILE_POLICY
from tests.factories import Make
from tests.installation import sqlite_installation
from tests.visitors import CheckedClient, text_of

QUIZ, POINTS = "ta-practice", {"points.times": "2", "points.credit": "2", "points.level": "1"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An installation of its own."""
    with sqlite_installation(tmp_path_factory.mktemp("files")) as installation:
        yield installation


@pytest.fixture
def made(place):
    """Factories of that installation."""
    place.refresh()
    yield Make(place.app)
    place.leave()


def signed_in(made: Make, email: str) -> CheckedClient:
    client = CheckedClient(made.app)
    client.sign_in(email)
    return client


@pytest.fixture
def learner(made):
    made.member(made.partner(), "anna@vector.example", name="Anna Belova", technical=True)
    return signed_in(made, "anna@vector.example")


@pytest.fixture
def pages(made, learner) -> tuple[str, str, int]:
    """A new attempt: its address, that of the files of its essay, and where the essay stands."""
    attempt = learner.post(f"/quizzes/{QUIZ}/start").location
    for number in range(1, 30):
        if "files-" in learner.get(f"{attempt}?q={number}").get_data(as_text=True):
            place = attempt_number(made, attempt)
            return attempt, f"{attempt}/answers/{place}/files", place
    raise AssertionError("The essay stands on no page.")


def attempt_number(made, attempt: str) -> int:
    from lms.core.db import db
    from lms.quizzes.models import Attempt, AttemptSlot

    with made.app.app_context():
        chosen = db.select(AttemptSlot.position).join(Attempt).where(Attempt.public_id == attempt.rpartition("/")[2])
        return db.session.scalars(chosen.where(AttemptSlot.question == "morning-after")).one()


def bring(client, address: str, data: bytes = b"A text.", name: str = "Мой план.txt"):
    """Send the form, written by hand: the test client's own way leaves large temporary files open."""
    head = f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{client.token()}\r\n--edge\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html\r\n\r\n'
    return client.flask.post(address, data=head.encode() + data + b"\r\n--edge--\r\n", content_type="multipart/form-data; boundary=edge")


def file_on(page: str) -> str:
    return page.partition('href="/attempts/')[2].partition('"')[0]


def test_the_text_is_saved_on_the_way_to_the_files(learner, pages):
    attempt, files, position = pages
    gone = learner.post(f"{attempt}/answers/{position}", {"answer.text": "My words", "seq": 1, "go": f"files-{position}"})
    assert (gone.status_code, gone.location) == (303, files)
    empty = text_of(learner.get(files))
    assert "No file belongs to this answer yet" in empty
    assert "The time goes on" not in empty, "This practice has no limit."
    assert bring(learner, files).status_code == 303
    page = text_of(learner.get(f"{attempt}?q={position}"))
    assert ">\nMy words</textarea>" in page
    assert "1 file belongs to this answer" in page
    again = learner.post(f"{attempt}/answers/{position}", {"answer.text": "Other words", "seq": 2, "go": "stay"})
    assert again.status_code == 303
    page = text_of(learner.get(f"{attempt}?q={position}"))
    assert ">\nOther words</textarea>" in page
    assert "1 file belongs to this answer" in page


def test_a_file_comes_back_as_an_attachment_that_runs_nowhere(learner, pages):
    _, files, _ = pages
    bring(learner, files)
    response = learner.get("/attempts/" + file_on(text_of(learner.get(files))))
    assert response.data == b"A text."
    headers = response.headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%D0%9C%D0%BE%D0%B9%20%D0%BF%D0%BB%D0%B0%D0%BD.txt" in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"] == FILE_POLICY
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_a_file_is_taken_away(learner, pages):
    _, files, _ = pages
    bring(learner, files)
    address = "/attempts/" + file_on(text_of(learner.get(files)))
    number = address.rpartition("/")[2]
    assert learner.post(f"{files}/{number}/remove").location == files
    assert "No file belongs to this answer yet" in text_of(learner.get(files))
    assert learner.get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"), [(b"MZ", "plan.exe"), (b"\x00\x00", "plan.txt"), (b"no pdf", "plan.pdf"), (b"", "plan.txt"), (b"", "")]
)
def test_a_file_that_is_not_taken_gets_a_sentence_and_changes_nothing(learner, pages, data, name):
    _, files, _ = pages
    response = bring(learner, files, data, name)
    assert response.status_code == 400
    assert "The file was not taken" in text_of(response)
    assert "No file belongs to this answer yet" in text_of(response)


def test_a_file_may_be_large_and_not_larger(learner, pages):
    _, files, _ = pages
    assert bring(learner, files, b"x" * MAX_BYTES, "large.txt").status_code == 303
    for more in (1, 200_000):
        response = bring(learner, files, b"y" * (MAX_BYTES + more), "larger.txt")
        assert response.status_code == 400
        assert "10 MB" in text_of(response)
    assert "1 file belongs to this answer" in text_of(learner.get(files))


def test_other_doors_and_strangers_do_not_take_large_requests(made, learner, pages):
    attempt, files, position = pages
    assert learner.post(f"{attempt}/answers/{position}", {"answer.text": "x" * (3 << 20), "seq": 1}).status_code == 413
    assert bring(CheckedClient(made.app), files, b"x" * (3 << 20)).status_code == 413


def test_files_belong_to_their_learner_and_to_questions_that_ask_for_them(made, learner, pages):
    attempt, files, position = pages
    bring(learner, files)
    address = "/attempts/" + file_on(text_of(learner.get(files)))
    other = position - 1 or position + 1
    assert learner.get(f"{attempt}/answers/{other}/files").status_code == 404
    assert bring(learner, f"{attempt}/answers/{other}/files").status_code == 404
    made.member(made.partner("Far"), "far@far.example", technical=True)
    made.person("author@vendor.example", Role.CONTENT_AUTHOR)
    for email in ("far@far.example", "author@vendor.example"):
        stranger = signed_in(made, email)
        assert stranger.get(files).status_code == 404
        assert bring(stranger, files).status_code == 404
        assert stranger.get(address).status_code == 404


def test_a_marker_opens_files_only_of_an_attempt_that_was_taken(made, learner, pages):
    attempt, files, position = pages
    bring(learner, files)
    address = "/attempts/" + file_on(text_of(learner.get(files)))
    number, file = attempt.rpartition("/")[2], address.rpartition("/")[2]
    learner.post(f"{attempt}/submit")
    assert learner.get(files).status_code == 303
    assert bring(learner, files, b"late").status_code == 409
    made.person("author@vendor.example", Role.CONTENT_AUTHOR)
    marker = signed_in(made, "author@vendor.example")
    assert marker.get(f"/marking/{number}/files/{file}").status_code == 404
    marker.post(f"/marking/{number}/take")
    page = text_of(marker.get(f"/marking/{number}"))
    assert "Мой план.txt" in page
    assert "viruses" in page
    got = marker.get(f"/marking/{number}/files/{file}")
    assert (got.data, got.headers["Content-Type"]) == (b"A text.", "application/octet-stream")
    marker.post(f"/marking/{number}/answers/{position}", {**POINTS, "round": "1"})
    assert marker.get(f"/marking/{number}/files/{file}").status_code == 404
    assert learner.get(address).data == b"A text."


def test_a_copy_of_ones_own_data_holds_the_files(learner, pages):
    _, files, _ = pages
    bring(learner, files)
    archive = zipfile.ZipFile(io.BytesIO(learner.post("/account/privacy/copy").data))
    (name,) = [one for one in archive.namelist() if one.startswith("answers/")]
    assert archive.read(name) == b"A text."


def test_who_changes_marks_opens_the_files_of_what_was_marked(made, learner, pages):
    attempt, files, position = pages
    bring(learner, files)
    number, file = attempt.rpartition("/")[2], file_on(text_of(learner.get(files))).rpartition("/")[2]
    learner.post(f"{attempt}/submit")
    made.person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    made.person("author@vendor.example", Role.CONTENT_AUTHOR)
    admin, marker = signed_in(made, "admin@vendor.example"), signed_in(made, "author@vendor.example")
    assert admin.get(f"/marking/{number}/files/{file}").status_code == 404, "Before it is marked only who has taken it opens it."
    marker.post(f"/marking/{number}/take")
    marker.post(f"/marking/{number}/answers/{position}", {**POINTS, "round": "1"})
    page = text_of(admin.get(f"/marking/{number}/changes"))
    assert f'href="/marking/{number}/files/{file}"' in page
    assert "Мой план.txt" in page
    assert admin.get(f"/marking/{number}/files/{file}").data == b"A text."
    assert admin.get(f"/marking/{number}/files/{number}").status_code == 404
    with made.app.app_context(), transaction():
        db.session.execute(sa.update(WebSession).values(proved_at=clock.now() - timedelta(hours=1)))
    asked = admin.get(f"/marking/{number}/files/{file}")
    assert (asked.status_code, "/sign-in/again" in asked.location) == (303, True), "As for the change itself."
    assert marker.get(f"/marking/{number}/files/{file}").status_code == 404
