"""Remedies in sentences: who is named, what is counted, and what looks like a help and is none."""

from dataclasses import replace
from datetime import date

import pytest

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.programme.actions import Action, ActionKind
from lms.programme.forecast import forecast
from lms.programme.remedies import Remedies, Remedy, remedies
from lms.programme.rules import Programme
from lms.programme.sentences import explained
from lms.programme.ways import fixes, would_not_help
from lms.requirements.facts import Facts, Member
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, named, read_by, worked
from tests.requirements.made import DAY, holding, member, rule

GOLD = Slug("gold")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Gleb passing SP would not help: all 5 people are needed."),
        ("ru", "Если SP сдаст Глеб, это не поможет: нужны все 5 человек."),
    ],
)
def test_gleb_passing_sp_would_not_help_and_it_is_said_why(language: str, expected: str) -> None:
    useless = remedies((NIMBUS,), worked(), ANNA_ENDS, GOLD, CERTIFICATIONS).useless
    gleb = next(one for one in useless if (one.action.person, one.action.certification) == ("gleb", "sp"))
    assert read_by(language, would_not_help(gleb, CERTIFICATIONS)) == expected
    spare = replace(gleb, needed_in=None)
    assert read_by("en", would_not_help(spare, CERTIFICATIONS)) == "Gleb passing SP would not help: it fills no empty place."


def crowd(count: int, *codes: str) -> list[Member]:
    """So many people alike."""
    return [member(f"P{number}", *codes) for number in range(count)]


def only(text: str) -> Programme:
    """A programme whose one tier asks for this."""
    return replace(NIMBUS, tiers=(replace(NIMBUS.tiers[2], requirement=rule(text)),), review=replace(NIMBUS.review, floor=GOLD))


def said_fixes(text: str, facts: Facts, language: str = "en") -> str:
    """What fixes such a tier."""
    programme = only(text)
    return read_by(language, *fixes(remedies((programme,), facts, DAY, GOLD, CERTIFICATIONS), CERTIFICATIONS))


def test_of_many_people_five_are_named() -> None:
    said = said_fixes("people: {holds_any: [ta], need: 1}", company(*crowd(7)))
    assert said == "Any one of these fixes it: P0, P1, P2, P3, P4 or one of 2 others passes TA; a new colleague passes TA."
    russian = said_fixes("people: {holds_any: [ta], need: 1}", company(*crowd(7)), "ru")
    assert "P4 (ru) или ещё 2 человека сдадут TA" in russian


def test_who_renews_what_did_not_just_end_is_said_with_the_certification() -> None:
    ended = [member(name, holding("ta", expires=date(2026, 1, 5))) for name in ("Anna", "Boris")]
    assert said_fixes("people: {holds_any: [ta], need: 1}", company(*named(ended))).startswith(
        "Any one of these fixes it: Anna or Boris renews TA; "
    )
    assert "Анна или Борис продлят TA" in said_fixes("people: {holds_any: [ta], need: 1}", company(*named(ended)), "ru")
    assert "Анна продлит TA" in said_fixes("people: {holds_any: [ta], need: 1}", company(*named(ended[:1])), "ru")


def test_sets_of_people_are_said_with_and_and_three_at_most() -> None:
    said = said_fixes("people: {holds_any: [tp], need: 2}", company(*crowd(4, "ta")))
    assert said == (
        "Any one of these fixes it: P0 passes TP and P1 passes TP; P0 passes TP and P2 passes TP; P0 passes TP and P3 passes TP."
    )


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (1, "a new colleague passes TP", "новый сотрудник сдаст TP"),
        (2, "2 new colleagues pass TP", "2 новых сотрудника сдадут TP"),
        (5, "5 new colleagues pass TP", "5 новых сотрудников сдадут TP"),
        (21, "21 new colleagues pass TP", "21 новый сотрудник сдаст TP"),
        (22, "22 new colleagues pass TP", "22 новых сотрудника сдадут TP"),
    ],
)
def test_newcomers_who_pass_the_same_are_counted_and_not_said_one_by_one(n: int, english: str, russian: str) -> None:
    join = Action(ActionKind.JOIN, certification=Slug("tp"))
    other = (Action(ActionKind.JOIN, certification=Slug("sf")), Action(ActionKind.AGREEMENT))
    found = Remedies((Remedy((join, other[0], *(join,) * (n - 1), other[1]), n + 1, 20),))
    assert read_by("en", *fixes(found, CERTIFICATIONS)) == (
        f"This fixes it: {english}, a new colleague passes SF and you accept the agreement."
    )
    assert read_by("ru", *fixes(found, CERTIFICATIONS)) == f"Исправит это: {russian}, новый сотрудник сдаст SF и вы примете соглашение."


def test_two_places_that_nobody_of_the_company_can_fill_ask_for_two_newcomers() -> None:
    facts = replace(company(*named(vector())[1:4], projects="30"), tier=GOLD)
    said = read_by("en", *explained((NIMBUS,), facts, DAY, CERTIFICATIONS))
    assert said.endswith("This fixes it: 2 new colleagues pass TA.")
    assert read_by("ru", *explained((NIMBUS,), facts, DAY, CERTIFICATIONS)).endswith("Исправит это: 2 новых сотрудника сдадут TA.")


@pytest.mark.parametrize(
    ("asked", "closed", "english", "russian"),
    [
        (
            "people: {holds_any: [tp], need: 9}", (), "It takes several people who pass exams, in more ways than can be named here.",
            "Экзамены должны сдать несколько человек: вариантов больше, чем можно здесь назвать.",
        ),
        ("people: {holds_any: [tp], need: 101}", (), "No exam fixes it.", "Экзаменом этого не исправить."),
        (
            "people: {holds_any: [tp], need: 1}", ("tp",), "No exam fixes it now: TP is not offered.",
            "Экзаменом этого сейчас не исправить: TP не предлагается.",
        ),
        (
            "people: {holds_any: [ta, tp], need: 1}", ("ta", "tp"), "No exam fixes it now: TA and TP are not offered.",
            "Экзаменом этого сейчас не исправить: TA и TP не предлагаются.",
        ),
        (
            "people: {holds_any: [ta, tp], need: 9}", ("ta",),
            "It takes several people who pass exams, in more ways than can be named here.",
            "Экзамены должны сдать несколько человек: вариантов больше, чем можно здесь назвать.",
        ),
    ],
)  # fmt: skip
def test_where_no_remedy_can_be_named_it_is_said_why(asked: str, closed: tuple[str, ...], english: str, russian: str) -> None:
    programme = replace(NIMBUS, tiers=(replace(NIMBUS.tiers[2], requirement=rule(asked)),))
    offered = {slug: replace(one, offered=one.offered and slug not in closed) for slug, one in CERTIFICATIONS.items.items()}
    certifications = Certifications(offered)
    found = remedies((programme,), company(), DAY, GOLD, certifications)
    assert read_by("en", *fixes(found, certifications)) == english
    assert read_by("ru", *fixes(found, certifications)) == russian


def test_other_things_than_exams_are_said_in_their_own_words() -> None:
    assert said_fixes("agreement: current", company(agreement=1)) == "This fixes it: you accept the agreement."
    other = said_fixes("type_is: [consultant]", company())
    assert other.startswith("This fixes it: this is fulfilled: ")


def test_several_people_who_renew_what_just_ended_are_named_together() -> None:
    ended = named([member(name, holding("ta", expires=ANNA_ENDS)) for name in ("Anna", "Boris")])
    seen = forecast((only("people: {holds_any: [ta], need: 2}"),), company(*ended), DAY)
    one = forecast((only("people: {holds_any: [ta], need: 1}"),), company(*ended), DAY)
    assert seen.fall is not None
    assert one.fall is not None
    found = remedies((only("people: {holds_any: [ta], need: 1}"),), company(*ended), ANNA_ENDS, GOLD, CERTIFICATIONS)
    assert "Anna or Boris renews;" in read_by("en", *fixes(found, CERTIFICATIONS, one.fall.turn.causes or seen.fall.turn.causes))
    assert "Анна или Борис продлят;" in read_by("ru", *fixes(found, CERTIFICATIONS, seen.fall.turn.causes))


def test_what_one_person_passes_is_said_together_and_people_who_pass_the_same_are_named_together() -> None:
    asked = "all: [{people: {holds_any: [sf], need: 2}}, {people: {holds_any: [ta], need: 1}}, {people: {holds_any: [tp], need: 1}}]"
    rules, facts = only(asked), company(*named([member("Anna", "sf"), member("Boris"), member("Dina")]))
    found = remedies((rules,), facts, DAY, GOLD, CERTIFICATIONS)
    assert read_by("en", *fixes(found, CERTIFICATIONS)) == (
        "Any one of these fixes it: Boris or Dina passes SF, TA and TP; a new colleague passes SF, TA and TP."
    )
    assert read_by("ru", *fixes(found, CERTIFICATIONS)) == (
        "Исправит любое одно: Борис или Дина сдадут SF, TA и TP; новый сотрудник сдаст SF, TA и TP."
    )


def test_who_renews_one_and_passes_another_for_the_first_time_passes_them() -> None:
    asked = "all: [{people: {holds_any: [ta], need: 1}}, {people: {holds_any: [sf], need: 1}}]"
    ended = holding("ta", expires=ANNA_ENDS)
    (anna,) = named([member("Anna", ended)])
    (first, _join) = remedies((only(asked),), company(anna), ANNA_ENDS, GOLD, CERTIFICATIONS).helps
    assert read_by("en", *fixes(Remedies((first,)), CERTIFICATIONS)) == "This fixes it: Anna passes SF and TA."
    both = named([member("Anna", ended, holding("sf", expires=ANNA_ENDS))])
    seen = forecast((only(asked),), company(*both), DAY)
    (first, _join) = remedies((only(asked),), company(*both), ANNA_ENDS, GOLD, CERTIFICATIONS).helps
    assert seen.fall is not None
    assert read_by("en", *fixes(Remedies((first,)), CERTIFICATIONS, seen.fall.turn.causes)) == "This fixes it: Anna renews SF and TA."


def test_newcomers_who_pass_the_same_exams_are_counted() -> None:
    asked = "all: [{people: {holds_any: [sf], need: 2}}, {people: {holds_any: [ta], need: 2}}]"
    found = remedies((only(asked),), company(), DAY, GOLD, CERTIFICATIONS)
    assert read_by("en", *fixes(found, CERTIFICATIONS)) == "This fixes it: 2 new colleagues pass SF and TA."
    assert read_by("ru", *fixes(found, CERTIFICATIONS)) == "Исправит это: 2 новых сотрудника сдадут SF и TA."
