"""Names of people in the genitive, and nouns after numbers."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from lms.core.declension import genitive, of_whom
from lms.core.text import counted

ENGINEER = {"en": ("engineer", "engineers"), "ru": ("инженер", "инженера", "инженеров")}


NAMES = [
    ("Анна", "Анны"), ("Ольга", "Ольги"), ("Мария", "Марии"), ("Дарья", "Дарьи"), ("Любовь", "Любови"), ("Нинель", "Нинели"),
    ("Борис", "Бориса"), ("Глеб", "Глеба"), ("Игорь", "Игоря"), ("Сергей", "Сергея"), ("Павел", "Павла"), ("Пётр", "Петра"),
    ("Лев", "Льва"), ("Илья", "Ильи"), ("Никита", "Никиты"),
    ("Анна Орлова", "Анны Орловой"), ("Дина Сафина", "Дины Сафиной"), ("Вера Белая", "Веры Белой"), ("Ирина Ким", "Ирины Ким"),
    ("Ольга Шевченко", "Ольги Шевченко"), ("Анна Вишневская", "Анны Вишневской"), ("Мария Сорока", "Марии Сороки"),
    ("Глеб Орлов", "Глеба Орлова"), ("Борис Вишневский", "Бориса Вишневского"), ("Лев Толстой", "Льва Толстого"),
    ("Иван Чёрный", "Ивана Чёрного"), ("Илья Коваль", "Ильи Коваля"), ("Никита Ким", "Никиты Кима"), ("Пётр Черных", "Петра Черных"),
    ("Анна-Мария Орлова-Белая", "Анны-Марии Орловой-Белой"), ("Anna", "Anna"), ("Глеб О.", "Глеба О."), ("", ""),
    ("Игорь Горький", "Игоря Горького"), ("Василий Великий", "Василия Великого"), ("Иван Зимний", "Ивана Зимнего"),
    ("Пётр Рыжий", "Петра Рыжего"), ("Константин Цой", "Константина Цоя"), ("Иван Щербина", "Ивана Щербины"), ("Яков Ким", "Якова Кима"),
    ("Анна Синяя", "Анны Синей"), ("Вера Рабочая", "Веры Рабочей"), ("Ева Браун", "Евы Браун"), ("Ирина Щербина", "Ирины Щербиной"),
    ("Айгуль", "Айгули"), ("Гюзель", "Гюзели"), ("Камиль", "Камиля"), ("Эстель Орлова", "Эстели Орловой"), ("Лев Орлов", "Льва Орлова"),
    ("Айгерим Нурланова", "Айгерим Нурлановой"), ("Саша", "Саши"), ("Саша Орлов", "Саши Орлова"), ("Саша Орлова", "Саши Орловой"),
    ("Иванова Анна", "Ивановой Анны"), ("Иванов Дмитрий", "Иванова Дмитрия"), ("Вишневская Айгуль", "Вишневской Айгули"),
    ("Пушкин Александр Сергеевич", "Пушкина Александра Сергеевича"), ("Ильина Марина Петровна", "Ильиной Марины Петровны"),
    ("Анна Ильинична Орлова", "Анны Ильиничны Орловой"), ("Пётр Ильич Орлов", "Петра Ильича Орлова"), ("Камиль Орлов", "Камиля Орлова"),
    ("Павел Петрович Мицкевич", "Павла Петровича Мицкевича"), ("Анна Петровна Мицкевич", "Анны Петровны Мицкевич"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_russian_name_stands_in_the_genitive(name: str, expected: str) -> None:
    assert genitive(name) == expected


@pytest.mark.parametrize(("name", "expected"), [*NAMES, ("аННА", "аННЫ"), ("Пётр I", "Петра I")])
def test_a_name_is_declined_in_the_letters_it_is_written_in(name: str, expected: str) -> None:
    assert genitive(name.upper()) == expected.upper()
    assert genitive(name.lower()) == expected.lower()
    assert genitive(name) == expected


def test_a_name_in_capitals_has_no_small_letter_at_its_end() -> None:
    assert of_whom({"ru": "АННА ПЕТРОВА"}) == {"ru": "АННЫ ПЕТРОВОЙ"}
    assert of_whom({"ru": "ЛЕВ ТОЛСТОЙ-ШИШКОВ"}) == {"ru": "ЛЬВА ТОЛСТОГО-ШИШКОВА"}
    assert of_whom({"ru": "Павел О’ХАРА"}) == {"ru": "Павла О’ХАРА"}


def test_a_name_is_declined_in_russian_only() -> None:
    assert of_whom({"en": "Anna", "ru": "Анна"}) == {"en": "Anna", "ru": "Анны"}
    assert of_whom({"en": "Anna"}) == {"en": "Anna"}


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (1, "engineer", "инженер"), (21, "engineers", "инженер"), (2, "engineers", "инженера"), (22, "engineers", "инженера"),
        (5, "engineers", "инженеров"), (11, "engineers", "инженеров"), (112, "engineers", "инженеров"), (0, "engineers", "инженеров"),
    ],
)  # fmt: skip
def test_a_noun_has_the_form_of_its_number(n: int, english: str, russian: str) -> None:
    assert counted(ENGINEER, n) == {"en": english, "ru": russian}


def test_a_noun_without_all_of_its_forms_in_a_language_has_none_there() -> None:
    assert counted({"en": ("engineer", "engineers"), "ru": ("инженер", "инженера")}, 2) == {"en": "engineers"}


@given(st.integers(0, 10_000))
def test_the_forms_are_those_of_the_unicode_plural_rules(n: int) -> None:
    russian = {"one": "инженер", "few": "инженера", "many": "инженеров"}[Locale("ru").plural_form(n)]
    english = {"one": "engineer", "other": "engineers"}[Locale("en").plural_form(n)]
    assert counted(ENGINEER, n) == {"en": english, "ru": russian}
