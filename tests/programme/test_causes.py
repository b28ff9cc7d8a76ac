"""Who makes a tier fail on a day, also where nobody does alone."""

from datetime import date

import pytest

from lms.core.ids import Slug
from lms.programme.causes import Why, causes_of
from lms.programme.versions import judged
from lms.requirements.facts import Facts, Member
from lms.requirements.result import unmet
from tests.programme.made import ANNA_ENDS, company
from tests.programme.nimbus import NIMBUS
from tests.requirements.made import holding, member

GOLD = Slug("gold")


def ends(name: str, *certifications: str, lasting: tuple[str, ...] = ()) -> Member:
    return member(name, *lasting, *(holding(one, expires=ANNA_ENDS) for one in certifications))


def blamed(facts: Facts, day: date = ANNA_ENDS) -> list[tuple[str, str]]:
    result = judged((NIMBUS,), facts, day).result(GOLD)
    assert result is not None
    assert not result.met
    found = causes_of((NIMBUS,), facts, day, GOLD, unmet(result))
    assert {one.why for one in found} == {Why.CERTIFICATE}
    return [(str(one.person), str(one.certification)) for one in found]


SALES = [member("Boris", "sf", "sp"), member("Dina", "sp")]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([ends("Anna", "ta"), member("Vera", "ta", "tp"), member("Gleb", "ta")], [("anna", "ta")]),
        ([ends("Anna", "ta"), ends("Vera", "tp", lasting=("ta",)), member("Gleb", "ta")], [("anna", "ta"), ("vera", "tp")]),
        (
            [ends("Anna", "ta"), ends("Vera", "tp", lasting=("ta",)), member("Gleb", "ta"), ends("Ivan", "sf")],
            [("anna", "ta"), ("vera", "tp")],
        ),
        (
            [ends("Anna", "ta"), ends("Petr", "ta"), ends("Vera", "tp", lasting=("ta",)), member("Gleb", "ta")],
            [("anna", "ta"), ("petr", "ta"), ("vera", "tp")],
        ),
    ],
    ids=["one", "two that only help together", "and one that has no part in it", "either of two with a third"],
)
def test_whoever_has_a_part_in_it_is_named(people: list[Member], expected: list[tuple[str, str]]) -> None:
    assert blamed(company(*SALES, *people)) == expected
