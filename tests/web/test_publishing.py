"""The state of the content: what is served, since when, what is in it, and who may see that."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import Traveller

from lms.access import Role
from lms.audit.models import AuditEntry
from lms.core import clock
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.core.ids import Slug
from lms.publishing import service
from lms.publishing.check import check
from lms.publishing.source import sample_tree
from lms.quizzes.rules import QuestionType
from lms.releases import queries as releases
from tests.factories import Make
from tests.installation import Installation
from tests.quizzes.sat import sat
from tests.visitors import CheckedClient

SignIn = Callable[[str], CheckedClient]
Queries = Callable[[], AbstractContextManager[list[str]]]
AUTHOR = "marina@nimbus.example"


@pytest.fixture
def author(make: Make, sign_in: SignIn) -> CheckedClient:
    """A content author."""
    make.person(AUTHOR, Role.CONTENT_AUTHOR)
    return sign_in(AUTHOR)


@pytest.fixture
def second(app: Flask) -> int:
    """A second release with one title changed."""
    tree = sample_tree()
    name = next(one for one in tree.files if one.startswith("materials/") and one.endswith("material.md"))
    changed = Tree({**tree.files, name: tree.files[name].replace(b"title: ", b"title: New ", 1)}, tree.language)
    with app.app_context(), transaction():
        release, _events = service.publish(check(changed), changed, None, clock.now())
    return release.id


def test_the_page_says_what_is_served_and_since_when(author: CheckedClient, app: Flask) -> None:
    page = author.get("/content").get_data(as_text=True)
    assert "<h1>Release 1 is served</h1>" in page
    assert "The check found no error" in page
    assert "served now" in page
    with app.app_context():
        since = releases.last_activated()
    assert since
    assert str(since.year) in page


def test_the_page_lists_what_is_in_it_with_links(author: CheckedClient, make: Make) -> None:
    library, page = make.library(), author.get("/content").get_data(as_text=True)
    for slug in library.catalogue.courses:
        assert f'href="/courses/{slug}"' in page
    for slug in (*library.quizzes.quizzes, *library.certifications.items, *library.materials.items, *library.catalogue.paths):
        assert f'<td class="mono" data-label="Id">{slug}</td>' in page


def test_every_release_stands_in_the_list_and_one_is_served(author: CheckedClient, second: int) -> None:
    page = author.get("/content").get_data(as_text=True)
    assert f"<h1>Release {second} is served</h1>" in page
    rows = re.findall(r"<tr>\s*<td class=\"n\"[^>]*>(\d+)</td>(.*?)</tr>", page, re.DOTALL)
    assert [(int(number), "served now" in row) for number, row in rows] == [(second, True), (1, False)]


def test_before_anything_is_published_the_page_says_so(author: CheckedClient, app: Flask) -> None:
    with app.app_context(), transaction():
        for table in ("current_release", "activation", "release_item", "release"):
            db.session.execute(db.text(f"DELETE FROM {table}"))
    page = author.get("/content").get_data(as_text=True)
    assert "Nothing is published yet" in page
    assert "There is no content" in page


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.LEARNER])
def test_nobody_else_sees_the_state_of_the_content(make: Make, sign_in: SignIn, role: Role) -> None:
    make.person("other@nimbus.example", *([role] if role is not Role.LEARNER else []))
    assert sign_in("other@nimbus.example").get("/content").status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get("/content").location == "/sign-in?next=/content"


def test_the_library_in_memory_costs_no_statement(author: CheckedClient, queries: Queries, sqlite_place: Installation) -> None:
    author.get("/content")
    with queries() as statements:
        author.get("/content")
    assert len(statements) <= 3


RIGHT = "</svg>right"
STATISTICS = "/content/quizzes/sf-practice/statistics"


def sit_practice(app: Flask, make: Make, people: int) -> None:
    """So many people answer the practice quiz, each more rightly than the last; the strong ones choose a wrong option of the first."""
    library = make.library()
    quiz, revision = library.quizzes.quizzes[Slug("sf-practice")], library.quizzes.revisions[Slug("sf-practice")]
    chosen = [one for one in quiz.questions if one.type in (QuestionType.SINGLE, QuestionType.MULTIPLE)][:8]
    persons = [make.person(f"somebody{number}@vector.example", name="Somebody Secret") for number in range(people)]
    with app.app_context(), transaction():
        for number, person in enumerate(persons):
            answers = {}
            for place, question in enumerate(chosen):
                right = [one.id for one in question.options if one.right]
                wrong = [one.id for one in question.options if not one.right]
                knows = number >= place * people // 10 if place else number < people // 2
                answers[str(question.id)] = right if knows else wrong[:1]
            sat(quiz, revision, person, answers, language="ru" if number % 2 else "en")


def test_the_statistics_name_the_questions_that_deserve_a_look_first(author: CheckedClient, app: Flask, make: Make) -> None:
    sit_practice(app, make, 24)
    page = author.get(STATISTICS).get_data(as_text=True)
    first = make.library().quizzes.quizzes[Slug("sf-practice")].questions[0]
    assert "deserve" in page
    assert page.index(html.escape(first.text["en"], quote=False)) < page.index('<h2 id="whole">')
    assert "check the key" in page
    assert "attractive wrong option" in page
    assert "Internal consistency" in page
    assert "<svg" in page
    assert 'style="' not in page


def test_keys_are_shown_only_to_who_proved_who_they_are_and_each_reading_is_logged(
    author: CheckedClient, app: Flask, make: Make, clock: Traveller
) -> None:
    sit_practice(app, make, 24)
    plain = author.get(STATISTICS).get_data(as_text=True)
    assert f'href="{STATISTICS}/keys' in plain
    assert "Point-biserial" not in plain
    assert RIGHT not in plain
    assert not readings(app)
    shown = author.get(f"{STATISTICS}/keys").get_data(as_text=True)
    assert "Point-biserial" in shown
    assert RIGHT in shown
    assert readings(app) == [{"quiz": "sf-practice"}]
    clock.shift(timedelta(minutes=11))
    assert author.get(f"{STATISTICS}/keys").status_code == 303
    assert author.get(STATISTICS).status_code == 200
    assert len(readings(app)) == 1


def readings(app: Flask) -> list[dict[str, object]]:
    """What the log says of keys that were read."""
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry.detail).where(AuditEntry.action == "keys_read")))


def test_the_statistics_show_no_person(author: CheckedClient, app: Flask, make: Make) -> None:
    sit_practice(app, make, 24)
    page = author.get(f"{STATISTICS}?attempts=all").get_data(as_text=True)
    assert "Somebody" not in page
    assert "somebody1" not in page
    assert "Later attempts are not independent" in page


def test_of_few_attempts_the_page_tells_only_how_many_there_are(author: CheckedClient, app: Flask, make: Make) -> None:
    sit_practice(app, make, 14)
    page = author.get(STATISTICS).get_data(as_text=True)
    assert "<h1>Not enough data yet</h1>" in page
    assert "14 of the 20 attempts" in page
    assert "facility" not in page
    assert "7 of the 20 attempts" in author.get(f"{STATISTICS}?language=ru").get_data(as_text=True)


def test_statistics_of_what_was_never_sat_or_is_not_there(author: CheckedClient) -> None:
    assert "0 of the 20 attempts" in author.get("/content/quizzes/sf/statistics").get_data(as_text=True)
    assert author.get("/content/quizzes/no-such/statistics").status_code == 404
    assert author.get(f"{STATISTICS}?revision=0123").status_code == 404


def test_the_content_leads_to_the_statistics(author: CheckedClient) -> None:
    page = author.get("/content").get_data(as_text=True)
    assert f'href="{STATISTICS}"' in page
    assert "cloud-for-sellers-checks/statistics" not in page
