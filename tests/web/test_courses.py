"""Courses and lessons: who may read what, what is kept, what a check tells, and what it all costs."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from lms.access import Role
from lms.core.db import db
from lms.core.ids import PersonId, Slug
from lms.courses.rules import Lesson
from lms.publishing.library import Library
from lms.reporting.learner import record_of
from lms.tables import notifications
from tests.factories import Make
from tests.visitors import CheckedClient

SignIn = Callable[[str], CheckedClient]
Queries = Callable[[], AbstractContextManager[list[str]]]
Outbox = Callable[[], list[notifications.OutboxMail]]

ANNA = "anna@severny.example"
FIRST = "/courses/cloud-for-sellers/what-cloud-is"
SHUT = "/courses/programme-rules/how-people-count"


@pytest.fixture
def anna(make: Make) -> PersonId:
    """A seller of a partner that somebody looks after."""
    manager = make.person("mila@nimbus.example", Role.PARTNER_MANAGER, name="Mila Orlova")
    return make.member(make.partner("Severny", manager=manager), ANNA, name="Anna Belova")


@pytest.fixture
def client(anna: PersonId, client: CheckedClient) -> CheckedClient:
    """Anna's browser."""
    client.sign_in(ANNA)
    return client


@pytest.fixture
def other(app: Flask) -> SignIn:
    """Somebody else's browser."""

    def signed_in(email: str) -> CheckedClient:
        browser = CheckedClient(app)
        browser.sign_in(email)
        return browser

    return signed_in


@pytest.fixture
def lesson(library: Library) -> Lesson:
    """The first lesson of the path."""
    return library.catalogue.courses[Slug("cloud-for-sellers")].lessons[0]


def text(client: CheckedClient, address: str, status: int = 200) -> str:
    """The text of a page."""
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


def selects(client: CheckedClient, queries: Queries, address: str) -> int:
    """How many SELECTs a page costs, without the visitor's own."""
    with queries() as found:
        assert client.get(address).status_code == 200
    return sum(one.lstrip().upper().startswith("SELECT") for one in found)


def reading(app: Flask, person: PersonId, lesson: str = "what-cloud-is") -> tuple[str, int, bool] | None:
    """What is kept of a lesson: place, percent, finished or not."""
    with app.app_context():
        found = record_of(person).reading(Slug("cloud-for-sellers"), Slug(lesson))
        db.session.remove()
    return (found.place, found.percent, found.completed_at is not None) if found else None


def test_the_own_courses_come_first_and_what_is_to_come_last(client: CheckedClient) -> None:
    page = text(client, "/courses")
    order = [
        page.index(title) for title in ("On your path", "Cloud for sellers", "Further courses", "Technical foundations", "In preparation")
    ]
    assert order == sorted(order)
    assert "3 courses to learn from" in page
    assert "The course “Cloud for sellers” is not finished yet." in page


def test_progress_stands_in_the_list(client: CheckedClient, make: Make, anna: PersonId) -> None:
    make.lessons(anna, "cloud-for-sellers", leave=2)
    assert "3 of 5 lessons" in text(client, "/courses")
    make.lessons(anna, "cloud-for-sellers")
    page = text(client, "/courses")
    assert "1 of 3 courses is behind you" in page or "1 of 3 courses are behind you" in page
    assert "Finished" in page


def test_people_without_a_path_see_all_courses_on_one_shelf(make: Make, other: SignIn) -> None:
    make.person("ada@nimbus.example", Role.CONTENT_AUTHOR)
    page = text(other("ada@nimbus.example"), "/courses")
    assert "All courses" in page
    assert "On your path" not in page


def test_a_course_says_what_it_is_for_and_what_it_leads_to(client: CheckedClient) -> None:
    page = text(client, "/courses/cloud-for-sellers")
    assert "Afterwards you can" in page
    assert "Promise what may be promised" in page
    assert "Certification “Cloud Sales Foundation”" in page
    assert "Course “Discovery and qualification”" in page
    assert "Begin the course" in page
    assert f'href="{FIRST}"' in page


def test_a_course_under_way_goes_on_where_one_stopped(client: CheckedClient, make: Make, anna: PersonId, lesson: Lesson) -> None:
    text(client, FIRST)
    section = lesson.toc["en"][2].anchor
    client.post(f"{FIRST}/place", {"place": section, "percent": 40})
    page = text(client, "/courses/cloud-for-sellers")
    assert "Continue lesson" in page
    assert f'href="{FIRST}#{section}"' in page
    make.lessons(anna, "cloud-for-sellers", leave=1)
    page = text(client, "/courses/cloud-for-sellers")
    assert "1 lesson is left, 10 min of reading." in page
    assert "Begin the next lesson" in page


def test_a_course_that_is_shut_names_what_opens_it_and_lets_nobody_in(client: CheckedClient) -> None:
    page = text(client, "/courses/programme-rules")
    assert "Not open yet: Programme rules" in page
    assert "The course “Cloud for sellers” is not finished yet." in page
    assert SHUT not in page
    assert "Begin" not in page


def test_prerequisites_stand_as_conditions(client: CheckedClient, make: Make, anna: PersonId) -> None:
    page = text(client, "/courses/discovery")
    assert "To come: " in page
    assert "Comes before it" in page
    assert "(not finished)" not in page
    assert "not finished" in page
    make.lessons(anna, "cloud-for-sellers")
    assert "not finished" not in text(client, "/courses/discovery")


def test_a_finished_course_leads_to_its_exam(client: CheckedClient, make: Make, anna: PersonId) -> None:
    make.lessons(anna, "cloud-for-sellers")
    page = text(client, "/courses/cloud-for-sellers")
    assert "Finished: Cloud for sellers" in page
    assert "You finished this course on 21 November 2026." in page
    assert "Go to the exam" not in page
    make.lessons(anna, "programme-rules")
    assert 'href="/quizzes/sf"' in text(client, "/courses/cloud-for-sellers")


@pytest.mark.parametrize("address", ["/courses/nope", "/courses/nope/lesson", "/courses/cloud-for-sellers/nope", "/courses/discovery/nope"])
def test_what_there_is_not_is_not_found(client: CheckedClient, address: str) -> None:
    text(client, address, 404)


@pytest.mark.parametrize("address", ["/courses", "/courses/cloud-for-sellers", FIRST, f"{FIRST}/ask"])
def test_nobody_reads_without_signing_in(app: Flask, address: str) -> None:
    assert CheckedClient(app).get(address).location.startswith("/sign-in")


def test_a_course_of_products_that_the_partner_does_not_sell_is_not_there_for_its_people(make: Make, other: SignIn) -> None:
    make.member(make.partner("Books", products=["other"]), "oleg@books.example")
    browser = other("oleg@books.example")
    for address in ("/courses/cloud-for-sellers", FIRST, f"{FIRST}/ask"):
        text(browser, address, 404)
    assert browser.post(f"{FIRST}/checks/cloud-for-sellers-checks/saturday", {"answer": "repair"}).status_code == 404
    assert "Cloud for sellers" not in text(browser, "/courses")


def test_what_was_finished_stays_readable_whatever_the_next_employer_sells(make: Make, other: SignIn) -> None:
    oleg = make.member(make.partner("Books", products=["other"]), "oleg@books.example")
    make.lessons(oleg, "cloud-for-sellers")
    text(other("oleg@books.example"), FIRST)


def test_past_a_gate_the_answer_is_403_with_exactly_what_is_missing(client: CheckedClient, app: Flask, anna: PersonId, make: Make) -> None:
    for response in (client.get(SHUT), client.post(f"{SHUT}/done"), client.get(f"{SHUT}/ask")):
        page = response.get_data(as_text=True)
        assert response.status_code == 403
        assert "The course “Cloud for sellers” is not finished yet." in page
    answer = client.get(SHUT, headers={"Accept": "application/json"})
    assert answer.get_json()["unmet"] == ["The course “Cloud for sellers” is not finished yet."]
    with app.app_context():
        assert record_of(anna).readings == ()
    make.lessons(anna, "cloud-for-sellers")
    text(client, SHUT)


def test_people_of_the_vendor_read_everything(make: Make, other: SignIn) -> None:
    ada = make.person("ada@nimbus.example", Role.CONTENT_AUTHOR)
    browser = other("ada@nimbus.example")
    text(browser, SHUT)
    assert browser.post(f"{SHUT}/done").status_code == 303
    with browser.flask.application.app_context():
        assert record_of(ada).reading(Slug("programme-rules"), Slug("how-people-count"))


def test_who_has_no_company_reads_on_but_a_gate_stays_a_gate(make: Make, other: SignIn) -> None:
    make.person("nora@x.example")
    browser = other("nora@x.example")
    text(browser, SHUT)
    text(browser, "/courses/migration/any", 404)


def test_a_lesson_has_its_route_its_contents_and_its_neighbours(client: CheckedClient, lesson: Lesson) -> None:
    page = text(client, FIRST)
    assert "Lesson 1 of 5" in page
    assert 'aria-current="step"' in page
    assert all(f'href="#{entry.anchor}"' in page for entry in lesson.toc["en"])
    assert "I have read it: next lesson" in page
    assert "Ask about this lesson" in page
    assert "<!--check:" not in page
    assert page.count("Check yourself") == 3


def test_opening_a_lesson_is_noted_and_never_counts_as_reading_it(client: CheckedClient, app: Flask, anna: PersonId) -> None:
    text(client, FIRST)
    assert reading(app, anna) == ("", 0, False)


def test_the_place_is_kept_and_offered_without_script(client: CheckedClient, app: Flask, anna: PersonId, lesson: Lesson) -> None:
    text(client, FIRST)
    section = lesson.toc["en"][1]
    assert client.post(f"{FIRST}/place", {"place": section.anchor, "percent": 35}).status_code == 204
    assert reading(app, anna) == (section.anchor, 35, False)
    page = text(client, FIRST)
    assert f'<a href="#{section.anchor}">Go on at “{section.title}”' in page
    assert f'data-place="{section.anchor}"' in page
    assert 'value="35" max="100"' in page


@pytest.mark.parametrize("fields", [{"place": "s-x"}, {"place": "s-x", "percent": "101"}, {"place": "s" * 121, "percent": "1"}])
def test_a_place_that_is_none_is_refused(client: CheckedClient, fields: dict[str, str]) -> None:
    text(client, FIRST)
    assert client.post(f"{FIRST}/place", fields).status_code == 400


def test_no_place_is_kept_in_a_lesson_that_was_never_open(client: CheckedClient) -> None:
    assert client.post(f"{SHUT}/place", {"place": "s-x", "percent": 1}).status_code == 404


def test_a_change_of_language_comes_back_to_the_same_section(client: CheckedClient, lesson: Lesson) -> None:
    page = text(client, FIRST)
    anchor = lesson.toc["en"][2].anchor
    assert f'href="#{anchor}" data-other="{lesson.toc["ru"][2].anchor}"' in page
    client.post(f"{FIRST}/place", {"place": anchor, "percent": 50})
    back = client.post("/preferences/language", {"language": "ru", "next": f"{FIRST}#{anchor}"})
    assert back.location == f"{FIRST}#{anchor}"
    assert f"“{lesson.toc['ru'][2].title}”" in text(client, FIRST) or lesson.toc["ru"][2].title in text(client, FIRST)


def test_reading_a_lesson_leads_to_the_next_one(client: CheckedClient, app: Flask, anna: PersonId) -> None:
    response = client.post(f"{FIRST}/done")
    assert (response.status_code, response.location) == (303, "/courses/cloud-for-sellers/compute-and-backup")
    assert reading(app, anna) == ("", 0, True)
    page = text(client, FIRST)
    assert "You finished it on 21 Nov 2026." in page
    assert "I have read it: next lesson" not in page
    assert "Next lesson" in page
    assert client.post(f"{FIRST}/done", {"again": "1"}).location == FIRST
    assert "Noted: you have read this lesson again." in text(client, FIRST)
    assert client.post(f"{FIRST}/done").location == "/courses/cloud-for-sellers/compute-and-backup"


def test_the_last_lesson_ends_the_course_with_the_news(client: CheckedClient, make: Make, anna: PersonId) -> None:
    make.lessons(anna, "cloud-for-sellers", leave=1)
    last = "/courses/cloud-for-sellers/what-we-promise"
    assert "I have read it: finish the course" in text(client, last)
    assert client.post(f"{last}/done").location == "/courses/cloud-for-sellers"
    assert "You have finished the course “Cloud for sellers”." in text(client, "/courses/cloud-for-sellers")
    assert "To the course" in text(client, last)


def test_the_last_lesson_leads_back_to_one_that_was_left_out(client: CheckedClient) -> None:
    assert client.post("/courses/cloud-for-sellers/what-we-promise/done").location == FIRST


def test_the_last_lesson_before_an_exam_leads_to_the_exam(client: CheckedClient, make: Make, anna: PersonId) -> None:
    make.lessons(anna, "cloud-for-sellers")
    make.lessons(anna, "programme-rules", leave=1)
    assert client.post("/courses/programme-rules/disputes-and-precedents/done").location == "/quizzes/sf"


def test_a_question_goes_to_the_contact_and_the_answer_to_the_person(client: CheckedClient, outbox: Outbox) -> None:
    assert "Mila Orlova" in text(client, f"{FIRST}/ask")
    response = client.post(f"{FIRST}/ask", {"question": "Who pays for the spare part?"})
    assert response.location == FIRST
    assert "Your question is on its way to Mila Orlova." in text(client, FIRST)
    mail = outbox()[-1]
    assert (mail.address, mail.reply_to) == ("mila@nimbus.example", ANNA)


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_question_is_not_sent(client: CheckedClient, outbox: Outbox, words: str) -> None:
    before = len(outbox())
    assert client.post(f"{FIRST}/ask", {"question": words}).status_code == 400
    assert len(outbox()) == before


def test_without_a_contact_nobody_can_be_asked(make: Make, other: SignIn) -> None:
    make.member(make.partner("Alone"), "oleg@alone.example")
    browser = other("oleg@alone.example")
    assert "Ask about this lesson" not in text(browser, FIRST)
    assert "nobody to ask" in text(browser, f"{FIRST}/ask", 403)


def test_a_lesson_costs_five_selects_at_any_size(client: CheckedClient, make: Make, anna: PersonId, queries: Queries) -> None:
    assert selects(client, queries, FIRST) <= 5
    for course in ("cloud-for-sellers", "programme-rules", "technical-foundations"):
        make.lessons(anna, course, leave=1)
    make.certificate(anna, "sf")
    assert selects(client, queries, FIRST) <= 5
    assert selects(client, queries, "/courses") <= 5
    assert selects(client, queries, "/courses/cloud-for-sellers") <= 5


def test_keeping_a_place_is_one_statement(client: CheckedClient, queries: Queries) -> None:
    text(client, FIRST)
    token = client.token()
    with queries() as found:
        client.flask.post(f"{FIRST}/place", data={"place": "s-x", "percent": 5}, headers={"X-CSRFToken": token})
    assert len(found) == 1, found


def test_links_of_the_text_lead_to_pages(client: CheckedClient, make: Make, anna: PersonId, library: Library) -> None:
    for course in ("cloud-for-sellers", "programme-rules"):
        make.lessons(anna, course)
        for lesson in library.catalogue.courses[Slug(course)].lessons:
            for href in set(re.findall(r'href="(/(?:courses|materials|certifications)/[^"#]+)', "".join(lesson.html.values()))):
                assert client.get(href).status_code == 200, href
