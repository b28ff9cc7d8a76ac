"""Messages become sentences of the reader's language, with numbers, days, moments and names as that language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lms.core.text import msg, nmsg, pick
from lms.core.translation import quoted, say, say_short_day, translations

DAY = date(2026, 12, 12)
MOMENT = datetime(2026, 12, 12, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (DAY, "12 December 2026", "12 декабря 2026"),
        (MOMENT, "12 December 2026, 14:02", "12 декабря 2026, 14:02"),
        (Decimal("4.20"), "4.2", "4,2"),
        (Decimal(0), "0", "0"),
        (Decimal(1200), "1,200", "1\xa0200"),
        ({"en": "Gold rules", "ru": "Правила Gold"}, "Gold rules", "Правила Gold"),
        (("a", {"en": "b", "ru": "б"}), "a, b", "a, б"),
        (7, "7", "7"),
        (msg("100%% sure"), "100% sure", "100% sure"),
        (msg("%(inner)s!", inner=msg("plain")), "plain!", "plain!"),
    ],
)
def test_values_are_written_as_the_language_does(value: object, english: str, russian: str) -> None:
    assert say(value, "en", "Europe/Moscow") == english
    assert say(value, "ru", "Europe/Moscow") == russian


@pytest.mark.parametrize(
    ("n", "russian"), [(1, "1\xa0ошибка."), (2, "2\xa0ошибки."), (5, "5\xa0ошибок."), (11, "11\xa0ошибок."), (21, "21\xa0ошибка.")]
)
def test_russian_has_three_forms(n: int, russian: str) -> None:
    assert say(nmsg("%(n)s error.", "%(n)s errors.", n), "ru") == russian


def test_a_short_day_is_short() -> None:
    assert say_short_day(DAY, "en") == "12 Dec 2026"


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert translations("en").gettext("Anything") == "Anything"


def test_a_text_that_lacks_a_language_is_shown_in_the_one_it_has() -> None:
    assert pick({"ru": "Есть"}, "en") == "Есть"
    assert pick({}, "en") == ""


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Цена против «железа»", "Сертификация «Цена против „железа“» в этой программе больше не предлагается."),
        ("«А» и «Б»", "Сертификация «„А“ и „Б“» в этой программе больше не предлагается."),
        ("Основы продаж", "Сертификация «Основы продаж» в этой программе больше не предлагается."),
        ("Основы»", "Сертификация «Основы»» в этой программе больше не предлагается."),
    ],
)
def test_a_name_with_quotation_marks_of_its_own_is_quoted_once(title: str, said: str) -> None:
    assert quoted(f"Сертификация «{title}» в этой программе больше не предлагается.") == said


def test_two_names_side_by_side_keep_their_marks() -> None:
    assert quoted("«А» и «Б»") == "«А» и «Б»"


def test_a_message_that_quotes_a_quoting_name_is_written_with_both_marks() -> None:
    named = msg("The course “%(course)s” is not finished yet.", course={"en": "Price", "ru": "Цена против «железа»"})
    assert say(named, "ru").replace("\N{NO-BREAK SPACE}", " ") == "Курс «Цена против „железа“» ещё не пройден."
