"""What if somebody passes, leaves, or another version applies: the same engine, what is won and lost, and what cannot be supposed."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.certificates.rules import Validity
from lms.core.errors import Invalid
from lms.core.ids import PublicId, Slug
from lms.programme.forecast import HORIZON, forecast
from lms.programme.personal import personal
from lms.programme.supposed import supposed
from lms.programme.versions import judged
from lms.programme.whatif import (
    MOST,
    Change,
    Choices,
    Supposition,
    choices,
    compare,
    read_supposition,
    suppose,
    supposed_versions,
    with_pass,
)
from lms.requirements.facts import Facts
from tests.certificates.made import all_of, certification
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, lasting, named, read_by, worked
from tests.programme.test_versions import STARTS, stricter
from tests.requirements.made import DAY, holding, member

ALLOWED = choices((NIMBUS, stricter()), worked(), CERTIFICATIONS, DAY)


def what_if(on: date, *passes: tuple[str, str], leaves: tuple[str, ...] = (), version: int | None = None) -> Supposition:
    """A supposition, written short."""
    return Supposition(on, tuple((PublicId(one), Slug(code)) for one, code in passes), tuple(PublicId(one) for one in leaves), version)


def changed(supposition: Supposition, facts: Facts | None = None) -> Change:
    """What it does to the worked example."""
    return compare((NIMBUS, stricter()), facts or worked(), supposition, CERTIFICATIONS)


def said(change: Change, language: str = "en") -> str:
    """The same in sentences."""
    return read_by(language, *supposed((NIMBUS, stricter()), change))


def test_who_passes_what_is_missing_wins_the_tier_its_benefits_and_the_place() -> None:
    change = changed(what_if(ANNA_ENDS, ("boris", "ta")))
    assert (change.before.tier, change.after.tier, change.won.tiers, change.lost.anything) == ("silver", "gold", ("gold",), False)
    assert [(place.slot, place.holder) for place in change.won.places] == [("technical", "boris")]
    assert [benefit.id for benefit in change.won.benefits] == ["roadmap", "joint-events", "test-server-year", "architect"]
    assert [(leaf.kind, leaf.have, leaf.need) for leaf in change.won.requirements] == [("roster", 4, 5)]
    assert change.forecast_before.tier == "silver"
    assert change.forecast_after.tier == "gold"
    assert said(change).startswith("The requirements of Gold would all hold. 1 more place would be filled: Engineers (Boris).")
    assert "Тогда Gold будет подтверждён до 30 августа 2026." in said(change, "ru")


def test_who_leaves_takes_the_tier_along_and_nobody_is_named_for_the_empty_place() -> None:
    change = changed(what_if(DAY, leaves=("gleb",)))
    assert (change.before.tier, change.after.tier, change.lost.tiers, change.won.anything) == ("gold", "silver", ("gold",), False)
    assert [(leaf.kind, leaf.have, leaf.need) for leaf in change.lost.requirements] == [("roster", 4, 5)]
    assert len(change.lost.places) == 1
    assert "Gold would no longer hold; Silver would. 1 place would become empty: “Engineers”. " in said(change)
    assert "Gleb" not in said(change)
    assert "Anna" not in said(change)


def test_a_leaver_does_not_count_on_the_day_itself() -> None:
    facts = suppose(worked(), what_if(DAY, leaves=("gleb",)), CERTIFICATIONS)
    assert judged((NIMBUS,), facts, DAY - timedelta(days=1)).tier == "gold"
    assert judged((NIMBUS,), facts, DAY).tier == "silver"


def test_what_changes_nothing_is_said_to_change_nothing() -> None:
    change = changed(what_if(DAY, ("gleb", "sp")))
    assert (change.won.anything, change.lost.anything) == (False, False)
    assert said(change) == "That would change nothing: Gold holds as before. Gold would then hold until 22 March 2026."


def test_a_renewal_that_only_makes_the_tier_last_longer_does_change_something() -> None:
    change = changed(what_if(DAY, ("anna", "ta")))
    assert (change.won.anything, change.lost.anything) == (False, False)
    assert said(change).startswith("Gold would hold as it does now. Gold would then hold until ")


def test_another_version_governs_its_day_alone_and_what_it_newly_asks_for_is_lost() -> None:
    facts = company(*named(lasting(*vector())))
    change = changed(what_if(DAY, version=5), facts)
    assert (change.after.tier, change.lost.tiers) == ("silver", ("gold",))
    assert [(leaf.kind, leaf.need) for leaf in change.lost.requirements] == [("metric", 25)]
    assert change.won.requirements == ()
    assert said(change).startswith("Gold would no longer hold; Silver would. Active projects: 21 of 25.")
    (only,) = supposed_versions((NIMBUS, stricter()), what_if(DAY, version=5))
    assert (only.version, only.overlap_days) == (5, 0)
    later = supposed_versions((NIMBUS, stricter()), what_if(DAY, version=4))
    assert [one.version for one in later] == [4, 5]
    assert supposed_versions((NIMBUS,), what_if(DAY, version=9)) == (NIMBUS,)


def test_everything_may_be_lost_and_nothing_may_be_there() -> None:
    change = changed(what_if(DAY, leaves=("boris", "dina", "vera", "gleb", "anna")))
    assert said(change).startswith("No tier would hold any more. 5 places would become empty: ")
    nobody = changed(what_if(DAY), company())
    assert said(nobody) == "No tier would hold."
    assert said(nobody, "ru") == "Ни один уровень не будет подтверждён."


def test_a_place_may_be_won_without_a_tier() -> None:
    change = changed(what_if(DAY, ("vera", "ta")), company(member("Boris", "sf"), member("Vera")))
    assert not change.won.tiers
    assert said(change).startswith("Start would hold as it does now. 1 more place would be filled: ")


def test_a_company_that_has_nothing_to_fear_afterwards_is_told_so() -> None:
    calm = replace(NIMBUS, tiers=NIMBUS.tiers[:1])
    facts = company(*named(lasting(*vector())))
    change = compare((calm,), facts, what_if(DAY, leaves=("gleb",)), CERTIFICATIONS)
    assert read_by("en", *supposed((calm,), change)).endswith("Start would then hold until 1 March 2027 at least.")


def test_what_fails_at_once_has_no_day_until_which_it_holds() -> None:
    change = changed(what_if(DAY, leaves=("gleb",)), replace(worked(), tier=Slug("gold")))
    assert change.forecast_after.held == "gold"
    assert "would then hold until" not in said(change)


def test_before_the_first_version_nothing_can_be_said() -> None:
    change = changed(what_if(date(2025, 1, 1)))
    assert supposed((NIMBUS,), change) == ()
    assert change.after.tier is None


def test_without_a_partner_nothing_is_supposed() -> None:
    nobody = Facts(None, None, None, 3)
    assert suppose(nobody, what_if(DAY, ("anna", "ta")), CERTIFICATIONS) is nobody


def test_a_pass_lasts_as_long_as_a_real_one_and_renews_what_is_held_and_would_last_longer() -> None:
    ends, held = date(2026, 6, 1), date(2030, 1, 1)
    boris = with_pass(member("Boris", holding("sf", expires=ends)), Slug("sp"), DAY, CERTIFICATIONS)
    assert [(one.certification, one.issued_on, one.expires_on) for one in boris.holdings[1:]] == [
        ("sp", DAY, date(2028, 3, 1)), ("sf", DAY, date(2028, 3, 1)),
    ]  # fmt: skip
    for other in (member("Dina"), member("Dina", holding("sf", expires=held)), member("Dina", holding("sf", expires=DAY))):
        passed = with_pass(other, Slug("sp"), DAY, CERTIFICATIONS)
        assert [one.certification for one in passed.holdings[len(other.holdings):]] == ["sp"]  # fmt: skip


def test_a_pass_of_what_counts_for_no_tier_or_is_unknown() -> None:
    items = all_of(certification("pm", None, counts=False), certification("ta", Validity(24), ("gone",)))
    assert [one.counts for one in with_pass(member("Anna"), Slug("pm"), DAY, items).holdings] == [False]
    assert [one.expires_on for one in with_pass(member("Anna"), Slug("old"), DAY, items).holdings] == [None]
    held = with_pass(member("Anna", holding("gone", expires=ANNA_ENDS)), Slug("ta"), DAY, items)
    assert [(one.certification, one.expires_on) for one in held.holdings[1:]] == [("ta", date(2028, 3, 1)), ("gone", None)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["anna", "boris", "dina", "vera", "gleb"]), st.sampled_from(["sf", "sp", "ta", "tp"])), max_size=3),
    st.sets(st.sampled_from(["anna", "boris", "gleb"]), max_size=2),
    st.integers(0, HORIZON),
)
def test_a_supposition_is_judged_by_the_same_engine_and_leaves_the_facts_alone(
    passes: list[tuple[str, str]], leaves: set[str], days: int
) -> None:
    facts, on = worked(), DAY + timedelta(days=days)
    one = what_if(on, *passes, leaves=tuple(sorted(leaves)))
    change = compare((NIMBUS,), facts, one, CERTIFICATIONS)
    assert change.before.tier == judged((NIMBUS,), facts, on).tier
    assert change.after == judged((NIMBUS,), suppose(facts, one, CERTIFICATIONS), on)
    assert facts == worked()
    assert change.forecast_after.first_change == forecast((NIMBUS,), suppose(facts, one, CERTIFICATIONS), on).first_change
    if not one.anything:
        assert (change.won.anything, change.lost.anything) == (False, False)
    rises, falls = (NIMBUS.step(change.after.tier) - NIMBUS.step(change.before.tier)) > 0, bool(change.lost.tiers)
    assert rises == bool(change.won.tiers)
    assert not (rises and falls)


def test_what_may_be_supposed_today() -> None:
    assert [person for person, _ in ALLOWED.people] == ["anna", "boris", "dina", "gleb", "vera"]
    assert [slug for slug, _ in ALLOWED.certifications] == ["sf", "sp", "ta", "tp"]
    assert (ALLOWED.versions, ALLOWED.first, ALLOWED.last) == ((4, 5), DAY, date(2027, 3, 1))
    after = choices((NIMBUS, stricter()), worked(), all_of(certification("pm", counts=False)), STARTS)
    assert (after.versions, after.certifications) == ((5,), ())
    assert choices((NIMBUS,), Facts(None, None, None, 3), CERTIFICATIONS, date(2025, 1, 1)).versions == (4,)


def test_a_supposition_is_read_from_a_plain_form() -> None:
    given_form = [
        ("pass", "boris:ta"), ("leave", "gleb"), ("pass", "boris:ta"), ("pass", " dina:tp "), ("version", "5"),
        ("on", "2026-03-22"), ("csrf", "whatever"), ("leave", ""),
    ]  # fmt: skip
    read = read_supposition(given_form, ALLOWED)
    assert read == what_if(ANNA_ENDS, ("boris", "ta"), ("dina", "tp"), leaves=("gleb",), version=5)
    assert read.anything


def test_an_empty_form_supposes_nothing_today() -> None:
    read = read_supposition([("on", ""), ("version", " ")], ALLOWED)
    assert (read, read.anything) == (what_if(DAY), False)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("on", "2026-02-28", "28 February 2026 is out of reach: choose a day from 1 March 2026 to 1 March 2027."),
        ("on", "2027-03-02", "2 March 2027 is out of reach: choose a day from 1 March 2026 to 1 March 2027."),
        ("on", "tomorrow", "“tomorrow” is not a day; write it like 2026-03-01."),
        ("on", "9999-99-99", "“9999-99-99” is not a day; write it like 2026-03-01."),
        ("pass", "boris", "There is no certification “boris” that could be passed."),
        ("pass", "boris:pm", "There is no certification “pm” that could be passed."),
        ("pass", "zoe:ta", "Somebody is named here who does not work for the partner on that day."),
        ("leave", "zoe", "Somebody is named here who does not work for the partner on that day."),
        ("version", "3", "Version “3” of the rules cannot be supposed; there is: 4, 5."),
        ("version", "05", "Version “05” of the rules cannot be supposed; there is: 4, 5."),
    ],
)
def test_what_cannot_be_supposed_gets_a_sentence(name: str, value: str, expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_supposition([(name, value)], ALLOWED)
    assert read_by("en", refused.value.message) == expected
    assert read_by("ru", refused.value.message) != expected


def test_where_there_is_no_version_none_is_offered() -> None:
    with pytest.raises(Invalid) as refused:
        read_supposition([("version", "4")], Choices((), (), (), DAY, DAY))
    assert read_by("en", refused.value.message) == "Version “4” of the rules cannot be supposed; there is: none."


def test_only_so_much_may_be_supposed_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read_supposition([("leave", "gleb")] * (MOST + 1), ALLOWED)
    assert read_by("en", refused.value.message) == "Suppose at most 100 things at once."


def about(person: str, facts: Facts, day: date = DAY, language: str = "en") -> str:
    """What somebody hears about themselves."""
    return read_by(language, *personal((NIMBUS,), facts, day, PublicId(person), CERTIFICATIONS))


def test_a_learner_hears_that_their_exam_fills_the_last_place_and_by_the_quickest_exam() -> None:
    assert about("boris", worked(), ANNA_ENDS) == "Your exam TA fills the last place for Gold."
    assert about("boris", worked(), ANNA_ENDS, "ru") == "Ваш экзамен TA займёт последнее место для Gold."


def test_a_learner_hears_when_their_certificate_ends_and_what_is_then_missing_but_no_names() -> None:
    assert about("anna", worked()) == (
        "Your Technical Associate ends on 22 March 2026 (in 21 days). Then Gold is short: you need 1 more certified engineer."
    )
    assert about("anna", worked(), DAY, "ru") == (
        "Ваш сертификат «Технический специалист» заканчивается 22 марта 2026 (через 21 день). "
        "Тогда для Gold нужен ещё 1 сертифицированный инженер."
    )


def test_who_is_needed_elsewhere_is_promised_nothing_and_whose_certificate_ended_hears_no_more_of_it() -> None:
    assert about("gleb", worked(), ANNA_ENDS) == ""
    assert about("anna", replace(worked(), tier=Slug("gold")), ANNA_ENDS) == "Your exam TA fills the last place for Gold."


def test_an_exam_that_fills_a_place_of_a_tier_still_away() -> None:
    assert about("vera", company(member("Boris", "sf"), member("Vera"))) == "Your exam TA fills a place: Engineers."


def test_nobody_else_hears_anything() -> None:
    assert about("zoe", worked()) == ""
    assert personal((NIMBUS,), worked(), date(2025, 1, 1), PublicId("anna"), CERTIFICATIONS) == ()
    assert personal((NIMBUS,), Facts(None, None, None, 3), DAY, PublicId("anna"), CERTIFICATIONS) == ()


@pytest.mark.parametrize(("language", "ends"), [("en", "ends on"), ("ru", "заканчивается")])
def test_a_colleague_never_hears_of_somebody_elses_certificate_as_of_their_own(language: str, ends: str) -> None:
    assert ends in about("anna", worked(), DAY, language)
    assert [person for person in ("boris", "dina", "vera", "gleb") if ends in about(person, worked(), DAY, language)] == []


def test_of_two_whose_certificates_end_on_a_day_each_hears_of_the_own_one() -> None:
    anna, boris, dina, vera, gleb = vector()
    facts = company(anna, boris, dina, vera, replace(gleb, holdings=(holding("tp", expires=ANNA_ENDS),)))
    told = {person: re.findall(r"Your ([\w ]+) ends on 22 March 2026", about(person, facts)) for person in ("anna", "gleb", "vera")}
    assert told == {"anna": ["Technical Associate"], "gleb": ["Migration Engineer"], "vera": []}


def test_who_does_not_work_here_on_the_day_neither_passes_nor_leaves_for_the_partner() -> None:
    gone = company(member("Zoe", "sp", until=date(2026, 2, 1)))
    assert suppose(gone, what_if(DAY, ("zoe", "ta"), leaves=("zoe",)), CERTIFICATIONS) == gone
