"""The home page: what it says at each point of a path, who is led elsewhere, and what it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from lms.access import Role
from lms.core import clock as clocks
from lms.core.db import transaction
from lms.learning import service as learning
from lms.web.dates import due
from lms.web.learning.destinations import home_of
from tests.factories import Make
from tests.visitors import CheckedClient, Page

SignIn = Callable[[str], CheckedClient]
Queries = Callable[[], AbstractContextManager[list[str]]]
ANNA = "anna@severny.example"


def home(client: CheckedClient) -> str:
    """The text of the home page."""
    response = client.get("/home")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def statements(client: CheckedClient, queries: Queries, address: str) -> int:
    """How many SELECTs a page costs, without the visitor's own."""
    with queries() as found:
        assert client.get(address).status_code == 200
    return sum(one.lstrip().upper().startswith("SELECT") for one in found)


@pytest.mark.parametrize(
    ("roles", "on_track", "expected"),
    [
        ({Role.LEARNER}, True, None),
        ({Role.LEARNER, Role.PARTNER_ADMIN}, True, None),
        ({Role.LEARNER, Role.PARTNER_ADMIN}, False, "partners.team"),
        ({Role.PARTNER_MANAGER}, False, "reporting.portfolio"),
        ({Role.PROGRAMME_ADMIN, Role.CONTENT_AUTHOR}, False, "reporting.portfolio"),
        ({Role.HEAD}, False, "reporting.portfolio"),
        ({Role.CONTENT_AUTHOR}, False, "publishing.releases"),
        ({Role.LEARNER}, False, None),
        (set(), False, None),
    ],
)
def test_everybody_has_one_home(roles: set[Role], on_track: bool, expected: str | None) -> None:
    assert home_of(frozenset(roles), on_track=on_track) == expected


def test_a_new_seller_begins_with_the_first_lesson_and_reads_what_passing_opens(make: Make, sign_in: SignIn) -> None:
    manager = make.person("mila@nimbus.example", Role.PARTNER_MANAGER, name="Mila Orlova")
    make.member(make.partner("Severny", manager=manager), ANNA, name="Anna Belova")
    page = home(sign_in(ANNA))
    assert "Anna, 10 lessons to the exam “Cloud Sales Foundation”" in page
    assert "Begin here" in page
    assert 'href="/courses/cloud-for-sellers/what-cloud-is"' in page
    assert "Certificate “Cloud Sales Foundation”, valid for 24 months" in page
    assert "in your company&#39;s tier" in page
    assert "Objection card" in page
    assert "Due 4 December 2026, in 13 days" in page
    assert "Lessons: 0 of 10. Gates: 0 of 1." in page
    assert "Opens after “Cloud for sellers”" in page
    assert "In preparation" in page
    assert "mila@nimbus.example" in page


def test_exactly_one_place_is_marked_on_the_route(make: Make, sign_in: SignIn) -> None:
    make.member(make.partner(), ANNA, technical=True)
    page = home(sign_in(ANNA))
    assert page.count("Your path:") == 2
    assert page.count('data-state="here"') == 2, "one stop of one path, and one lesson of that course"


def test_the_card_leads_back_to_the_section_where_one_stopped(app: Flask, make: Make, sign_in: SignIn) -> None:
    anna = make.member(make.partner(), ANNA)
    make.lessons(anna, "cloud-for-sellers", leave=2)
    course = make.library().catalogue.courses["cloud-for-sellers"]  # type: ignore[index]  # slugs are strings
    lesson = course.lessons[3]
    section = lesson.toc["en"][1]
    with app.app_context(), transaction():
        learning.see_lesson(anna, course.id, lesson.id, make.library().catalogue.revisions[course.id], clocks.now())
        learning.keep_place(anna, course.id, lesson.id, section.anchor, 60, clocks.now())
    page = home(sign_in(ANNA))
    assert "Continue where you stopped" in page
    assert f"Your place: “{section.title}”, 60% of the page" in page
    assert f'href="/courses/cloud-for-sellers/{lesson.id}#{section.anchor}"' in page
    assert "lesson 4 of 5. Reading time left: 4 min." in page
    assert "Anna, 7 lessons to the exam" in page


def test_with_all_lessons_behind_the_exam_is_next(make: Make, sign_in: SignIn) -> None:
    anna = make.member(make.partner(), ANNA)
    make.lessons(anna, "cloud-for-sellers")
    make.lessons(anna, "programme-rules")
    page = home(sign_in(ANNA))
    assert "Anna, your next step is the exam “Cloud Sales Foundation”" in page
    assert 'href="/quizzes/sf"' in page
    assert "Questions: 20. Pass mark: 75%." in page
    assert "All lessons of your path are behind you." in page


def test_at_the_end_what_was_earned_stands_with_its_day(make: Make, sign_in: SignIn) -> None:
    anna = make.member(make.partner(), ANNA)
    make.lessons(anna, "cloud-for-sellers")
    make.lessons(anna, "programme-rules")
    make.certificate(anna, "sf", percent=84)
    page = home(sign_in(ANNA))
    assert "Anna, you have come to the end" in page
    assert "The end of your path" in page
    assert "SF, 84%" in page
    assert "To 21 Nov 2028" in page
    assert "Passed with 84%" in page
    assert "Passing the exam opens" not in page


@pytest.mark.parametrize(("later", "said"), [(timedelta(days=680), "To 21 Nov 2028"), (timedelta(days=731), "Ended 21 Nov 2028")])
def test_a_certificate_says_that_it_ends_soon_and_that_it_has_ended(
    make: Make, sign_in: SignIn, clock: time_machine.Traveller, later: timedelta, said: str
) -> None:
    anna = make.member(make.partner(), ANNA)
    make.certificate(anna, "sf")
    clock.shift(later)
    page = home(sign_in(ANNA))
    state = "warn" if said.startswith("To") else "bad"
    assert f'data-state="{state}">{said}' in page


def test_an_overdue_path_says_so(make: Make, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    make.member(make.partner(), ANNA)
    clock.shift(timedelta(days=14))
    assert "Due 4 December 2026, 1 day ago" in home(sign_in(ANNA))


def test_a_due_day_is_the_last_good_one(app: Flask) -> None:
    with app.test_request_context():
        day = date(2026, 12, 4)
        assert [due(day, date(2026, 12, on)).state for on in (5, 4, 3)] == ["bad", "warn", "warn"]
        assert due(day, day).text == "Due today, 4 December 2026"
        assert due(day, date(2026, 11, 20)).state == ""


def test_without_a_path_the_page_says_why_and_leads_to_the_courses(make: Make, sign_in: SignIn) -> None:
    make.person("nobody@x.example", name="Nora Weiss")
    page = home(sign_in("nobody@x.example"))
    assert "Nora, you have no path yet" in page
    assert "You are with no company at present." in page
    assert 'href="/courses"' in page


def test_who_has_no_track_is_led_to_what_they_do(make: Make, sign_in: SignIn) -> None:
    make.member(make.partner(), "boss@severny.example", admin=True, sales=False)
    client = sign_in("boss@severny.example")
    response = client.get("/home")
    assert (response.status_code, response.location) == (303, "/team")
    assert 'href="/home"' not in client.get("/team").get_data(as_text=True).partition("<main")[0].partition("<nav")[2]


def test_nobody_has_no_home(client: CheckedClient) -> None:
    assert client.get("/home").location.startswith("/sign-in")


def test_another_partners_manager_and_certificates_are_never_shown(make: Make, sign_in: SignIn) -> None:
    rival = make.partner("Rival", manager=make.person("rita@nimbus.example", Role.PARTNER_MANAGER))
    make.certificate(make.member(rival, "oleg@rival.example"), "sf")
    make.member(make.partner("Severny"), ANNA)
    page = home(sign_in(ANNA))
    assert "rita@nimbus.example" not in page
    assert "Rival" not in page
    assert "/certificates/" not in page
    assert "Your contact" not in page


def test_the_home_costs_five_selects_at_any_size(make: Make, sign_in: SignIn, queries: Queries) -> None:
    partner = make.partner("Severny", manager=make.person("mila@nimbus.example", Role.PARTNER_MANAGER))
    anna = make.member(partner, ANNA, technical=True)
    client = sign_in(ANNA)
    assert statements(client, queries, "/home") <= 5
    for number in range(6):
        make.certificate(make.member(partner, f"p{number}@severny.example"), "sf")
    for course in ("cloud-for-sellers", "programme-rules", "technical-foundations"):
        make.lessons(anna, course, leave=1)
    make.certificate(anna, "sf")
    assert statements(client, queries, "/home") <= 5


def test_the_page_speaks_russian(make: Make, sign_in: SignIn) -> None:
    make.member(make.partner(), ANNA, language="ru")
    page = home(sign_in(ANNA))
    assert 'lang="ru"' in page
    assert "Облако для продавца" in page
    assert Page(page).headings == 1
