"""Sentences in templates and forms: in the reader's language, escaped on pages, and read once."""

from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from flask import Flask
from jinja2 import Environment

from lms.core.upsert import dialect, written_once
from lms.web.forms import own_sentences

NASTY = "<b>&"


@pytest.fixture
def pages(app: Flask) -> Iterator[Environment]:
    """The templates, as a stranger who reads Russian gets them."""
    with app.test_request_context("/", headers={"Accept-Language": "ru"}):
        yield app.jinja_env


def test_a_sentence_is_said_in_the_readers_language(pages: Environment) -> None:
    assert pages.from_string('{{ _("Courses") }}').render() == "Курсы"


def test_what_is_put_into_a_sentence_of_a_page_is_escaped(pages: Environment) -> None:
    said = pages.from_string('{{ _("Attempt %(number)s", number=nasty) }}').render(nasty=NASTY)
    assert "&lt;b&gt;&amp;" in said
    assert NASTY not in said


def test_where_nothing_is_escaped_a_sentence_is_not_either(pages: Environment) -> None:
    text = '{% autoescape false %}{{ _("Attempt %(number)s", number=nasty) }}{% endautoescape %}'
    assert NASTY in pages.from_string(text).render(nasty=NASTY)


def test_a_percent_sign_is_written_twice_with_values_and_without(pages: Environment) -> None:
    assert pages.from_string('{{ _("100%%") }} {{ _("%(n)s%%", n=5) }}').render() == "100% 5%"


def test_numbers_choose_the_form_of_the_word(pages: Environment) -> None:
    text = '{{ ngettext("%(num)s minute in total", "%(num)s minutes in total", many) }}'
    said = [pages.from_string(text).render(many=many) for many in (1, 2, 5)]
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in said] == ["Всего 1 минута", "Всего 2 минуты", "Всего 5 минут"]


def test_forms_speak_the_readers_language_and_read_the_file_once() -> None:
    russian, english = own_sentences("ru"), own_sentences("en")
    assert russian is own_sentences("ru")
    assert isinstance(russian, NullTranslations)
    assert isinstance(english, NullTranslations)
    assert russian.gettext("This field is required.") != english.gettext("This field is required.")


@pytest.mark.usefixtures("db")
def test_a_kept_statement_is_written_once_for_a_database() -> None:
    written: list[str] = []

    @written_once
    def statement() -> str:
        written.append(dialect())
        return dialect()

    assert (statement(), statement()) == (dialect(), dialect())
    assert written == [dialect()]
