"""The vendor reads the company's sentences said of the company: nothing in them calls the wrong reader “you”."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lms import programme
from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.programme.listeners import ABOUT_THE_COMPANY, OTHERS, TO_THE_DECIDER, Listener, heard
from lms.programme.sentences import explained, proposed
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, read_by, worked
from tests.programme.test_sentences import WORKED
from tests.requirements.made import DAY

ROOM = Path(programme.__file__).parent
TO_THE_LEARNER = {"personal.py"}
"""Only the learner reads what these say."""
YOU = re.compile(r"\byou(r|rs)?\b", re.IGNORECASE)


def sentences() -> Iterator[str]:
    """The sentences of this room that say “you”."""
    for path in ROOM.glob("*.py"):
        if path.name in TO_THE_LEARNER | {"listeners.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"msg", "nmsg"}:
                yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant) and YOU.search(str(one.value)))


def test_every_sentence_that_says_you_to_the_company_is_said_to_the_vendor_otherwise() -> None:
    assert {*sentences()} == {company.msgid for company, _ in ABOUT_THE_COMPANY}


def test_what_is_said_of_the_company_says_you_to_nobody() -> None:
    said = [other for _, other in ABOUT_THE_COMPANY]
    assert not [one for one in said if YOU.search(one.msgid + (one.plural or ""))]


@pytest.mark.parametrize("listener", Listener)
def test_both_ways_name_the_same_people_days_and_numbers(listener: Listener) -> None:
    places = re.compile(r"%\((\w+)\)s")
    for company, other in (*ABOUT_THE_COMPANY, *TO_THE_DECIDER):
        assert sorted(places.findall(company.msgid)) == sorted(places.findall(other.msgid))
        assert (company.plural is None) == (other.plural is None)
    for one in (*ABOUT_THE_COMPANY, *TO_THE_DECIDER):
        given = dict.fromkeys(places.findall(one[0].msgid), "x")
        (said,) = heard((replace(one[0], params=given),), listener)
        assert said.params == given


def test_the_worked_sentence_is_said_to_the_company_and_of_it() -> None:
    said = explained((NIMBUS,), worked(), DAY, CERTIFICATIONS)
    assert read_by("en", *heard(said, Listener.COMPANY)) == WORKED["en"]
    vendor = WORKED["en"].replace("you need 1", "the company needs 1").replace("you move to Silver", "the tier becomes Silver")
    for listener in (Listener.VENDOR, Listener.DECIDER):
        assert read_by("en", *heard(said, listener)) == vendor
        assert read_by("ru", *heard(said, listener)) == WORKED["ru"]


@pytest.mark.parametrize(
    ("listener", "english", "russian"),
    [
        (Listener.COMPANY, "your partner manager decides whether you move to Silver.", "решает ваш партнёрский менеджер."),
        (Listener.VENDOR, "the partner manager decides whether the tier becomes Silver.", "решает партнёрский менеджер."),
        (Listener.DECIDER, "you decide whether the tier becomes Silver.", "решаете вы."),
    ],
)
def test_who_decides_is_called_you_and_nobody_else_waits_for_their_own_word(listener: Listener, english: str, russian: str) -> None:
    said = heard((proposed(NIMBUS, Slug("gold"), Slug("silver"), date(2026, 7, 15)),), listener)
    assert read_by("en", *said).endswith(f"Gold did not hold; {english}")
    assert read_by("ru", *said).endswith(russian)


def test_so_many_people_keep_their_form() -> None:
    company = msg("Then %(have)s of %(need)s: %(missing)s.", have=0, need=2, missing=nmsg(
        "you need %(n)s more person for “%(place)s”", "you need %(n)s more people for “%(place)s”", 2, place={"en": "Office"}
    ))  # fmt: skip
    assert read_by("en", *heard((company,), Listener.VENDOR)) == "Then 0 of 2: the company needs 2 more people for “Office”."


def test_what_speaks_to_nobody_is_left_as_it_is() -> None:
    one = Message("%(tier)s holds.", {"tier": {"en": "Gold"}})
    assert [heard((one,), listener) for listener in OTHERS] == [(one,)] * 3
