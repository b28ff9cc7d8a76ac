"""The worked sentence in both languages, word for word, with plural forms and cases; and every other thing that a standing says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.ids import PublicId, Slug
from lms.core.text import Message, counted, msg, nmsg
from lms.core.translation import say, translations
from lms.programme.causes import Cause, Why
from lms.programme.forecast import forecast
from lms.programme.phrases import day_in, left, soon
from lms.programme.remedies import remedies
from lms.programme.sentences import explained, gap, holds, lacks, missing, proposed, recovered, stop, title_of
from lms.programme.versions import judged
from lms.requirements.all import All
from lms.requirements.facts import Facts
from lms.requirements.result import Place, Result, unmet
from lms.requirements.roster import Roster, Slot
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, lasting, named, read_by, worked
from tests.programme.test_versions import STARTS, stricter
from tests.requirements.made import DAY, holding, member, rule, texts

GOLD = Slug("gold")
WORKED = {
    "en": "Gold holds: 5 of 5 places filled. Anna’s Technical Associate stops counting on 22 March 2026 (in 21 days). Then 4 of 5: "
    "you need 1 more certified engineer. Grace runs to 20 June; at the review on 15 July 2026 you move to Silver. Any one of these "
    "fixes it: Anna renews; Boris or Dina passes TA; a new colleague passes TA.",
    "ru": "Gold подтверждён: занято 5 мест из 5. Сертификат Анны «Технический специалист» перестанет учитываться 22 марта 2026 (через "
    "21 день). Останется 4 из 5: нужен ещё 1 сертифицированный инженер. Отсрочка до 20 июня; на пересмотре 15 июля 2026 уровень "
    "станет Silver. Исправит любое одно: Анна продлит; Борис или Дина сдадут TA; новый сотрудник сдаст TA.",
}
"""The worked sentence of the programme's page; within it the quotation marks of a quotation are those of a text by itself."""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_worked_sentence_is_said_word_for_word(language: str) -> None:
    assert read_by(language, *explained((NIMBUS,), worked(), DAY, CERTIFICATIONS)) == WORKED[language]


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (1, "you need 1 more certified engineer", "нужен ещё 1 сертифицированный инженер"),
        (2, "you need 2 more certified engineers", "нужны ещё 2 сертифицированных инженера"),
        (5, "you need 5 more certified engineers", "нужно ещё 5 сертифицированных инженеров"),
        (11, "you need 11 more certified engineers", "нужно ещё 11 сертифицированных инженеров"),
        (21, "you need 21 more certified engineers", "нужен ещё 21 сертифицированный инженер"),
        (22, "you need 22 more certified engineers", "нужны ещё 22 сертифицированных инженера"),
        (112, "you need 112 more certified engineers", "нужно ещё 112 сертифицированных инженеров"),
    ],
)
def test_so_many_engineers_have_the_form_of_their_number(n: int, english: str, russian: str) -> None:
    short = Result("roster", met=False, have=0, need=n, message=msg("x"), places=(Place(Slug("technical"), texts("Engineers")),) * n)
    assert read_by("en", *missing(NIMBUS, GOLD, [short])) == f"Then 0 of {n}: {english}."
    assert read_by("ru", *missing(NIMBUS, GOLD, [short])) == f"Останется 0 из {n}: {russian}."


@pytest.mark.parametrize(
    ("days", "english", "russian"),
    [(1, "1 day is left", "остался 1 день"), (5, "5 days are left", "осталось 5 дней"), (21, "21 days are left", "остался 21 день"),
     (22, "22 days are left", "осталось 22 дня"), (112, "112 days are left", "осталось 112 дней")],
)  # fmt: skip
def test_so_many_days_are_left(days: int, english: str, russian: str) -> None:
    assert (read_by("en", left(days)), read_by("ru", left(days))) == (english, russian)


def test_how_soon_something_comes() -> None:
    assert [read_by("ru", soon(days)) for days in (0, 1, 2, 5)] == ["сегодня", "через 1 день", "через 2 дня", "через 5 дней"]
    assert [read_by("en", soon(days)) for days in (0, 1, 2)] == ["today", "in 1 day", "in 2 days"]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_without_its_year_is_the_beginning_of_the_whole_day(day: date) -> None:
    for language in ("en", "ru"):
        assert f"{read_by(language, day_in(day, day))} {day.year}" == say(day, language)  # type: ignore[arg-type]  # a message here
    assert day_in(day, day.replace(year=2041, day=1)) == day


def test_places_of_several_sorts_are_asked_for_each_by_its_noun_and_by_its_label_without_one() -> None:
    places = tuple(Place(Slug(slot), texts(slot.title())) for slot in ("technical", "technical", "sales", "office", "cellar"))
    short = Result("roster", met=False, have=0, need=5, message=msg("x"), places=places)
    assert read_by("en", *missing(NIMBUS, GOLD, [short])) == (
        "Then 0 of 5: you need 2 more certified engineers, 1 more certified seller, 1 more person for “Office” "
        "and 1 more person for “Cellar”."
    )
    office = replace(short, places=places[3:4] * 2, need=2)
    assert read_by("ru", *missing(NIMBUS, GOLD, [office])) == "Останется 0 из 2: нужны ещё 2 человека на места «Office (ru)»."


def test_where_the_places_of_two_tiers_fail_each_is_told_with_its_tier() -> None:
    facts = replace(company(*(one for one in named(lasting(*vector())) if one.person not in {"gleb", "vera"})), tier=GOLD)
    result = judged((NIMBUS,), facts, DAY).result(GOLD)
    assert result is not None
    rosters = [leaf for leaf in unmet(result) if leaf.kind == "roster"]
    assert read_by("en", *missing(NIMBUS, GOLD, rosters)) == (
        "Then 3 of 4 for Silver: you need 1 more certified engineer. "
        "Then 3 of 5 for Gold: you need 1 more migration engineer and 1 more certified engineer."
    )
    assert read_by("en", *missing(NIMBUS, GOLD, rosters, then=False)).startswith("3 of 4 places for Silver are filled: you need 1 more")
    assert read_by("ru", *missing(NIMBUS, GOLD, rosters[:1] * 2)).startswith("Для Silver останется 3 из 4: нужен ещё 1 ")
    assert read_by("ru", *missing(NIMBUS, GOLD, rosters[:1] * 2, then=False)).startswith("Мест для Silver занято: 3 из 4; нужен ещё 1 ")


@pytest.mark.parametrize(
    ("language", "now", "then"),
    [
        ("en", "places for Silver are filled: you need 1 more certified engineer. 3 of 5 places for Gold are filled: you need 2 more ",
         "Then Gold is short: you need 2 more certified engineers."),
        ("ru", "Silver занято: 3 из 4; нужен ещё 1 сертифицированный инженер. Мест для Gold занято: 3 из 5; нужны ещё 2 ",
         "Тогда для Gold нужны ещё 2 сертифицированных инженера."),
    ],
)  # fmt: skip
def test_of_two_tiers_that_fail_both_are_named_and_who_hears_of_one_hears_of_the_highest(language: str, now: str, then: str) -> None:
    facts = replace(company(*named(vector())[1:4], projects="30"), tier=GOLD)
    assert now in read_by(language, *explained((NIMBUS,), facts, DAY, CERTIFICATIONS))
    fall = forecast((NIMBUS,), facts, DAY).fall
    assert fall is not None
    for failing in (fall.turn.failing, fall.turn.failing[::-1]):
        assert read_by(language, lacks(NIMBUS, GOLD, failing)) == then


def test_a_tier_with_two_rosters_is_known_by_either() -> None:
    gold = NIMBUS.tiers[2]
    second = Roster((Slot(Slug("office"), 1, (Slug("sf"),), texts("Office")),))
    assert isinstance(gold.requirement, All)
    asks = replace(gold, requirement=All((*gold.requirement.requirements, second)))
    short = Result("roster", met=False, have=0, need=1, message=msg("x"), places=(Place(Slug("office"), texts("Office")),))
    said = read_by("en", *missing(replace(NIMBUS, tiers=(*NIMBUS.tiers[:2], asks)), GOLD, [short, short]))
    assert said.startswith("Then 0 of 1 for Gold: ")


def test_places_that_no_tier_asks_for_are_told_without_one() -> None:
    odd = Result("roster", met=False, have=0, need=1, message=msg("x"), places=(Place(Slug("technical"), texts("Engineers")),))
    assert read_by("en", *missing(NIMBUS, GOLD, [odd, odd])) == " ".join(["Then 0 of 1: you need 1 more certified engineer."] * 2)


def test_a_tier_in_grace_says_since_when_until_when_and_what_fixes_it() -> None:
    facts = replace(worked(), tier=GOLD)
    assert read_by("en", *explained((NIMBUS,), facts, date(2026, 4, 10), CERTIFICATIONS)) == (
        "Since 22 March 2026 the requirements of Gold have not all held; the tier itself is kept. Anna’s Technical Associate has not "
        "counted since 22 March 2026. 4 of 5 places are filled: you need 1 more certified engineer. Grace runs to 20 June; at the "
        "review on 15 July 2026 you move to Silver. Any one of these fixes it: Anna renews; Boris or Dina passes TA; a new colleague "
        "passes TA."
    )


@pytest.mark.parametrize(
    ("day", "english", "russian"),
    [
        (date(2026, 6, 19), "Grace runs to 20 June; at the review on 15 July 2026 you move to Silver.",
         "Отсрочка до 20 июня; на пересмотре 15 июля 2026 уровень станет Silver."),
        (date(2026, 6, 20), "Grace ended on 20 June; at the review on 15 July 2026 you move to Silver.",
         "Отсрочка закончилась 20 июня; на пересмотре 15 июля 2026 уровень станет Silver."),
        (date(2026, 7, 14), "Grace ended on 20 June; at the review on 15 July 2026 you move to Silver.",
         "Отсрочка закончилась 20 июня; на пересмотре 15 июля 2026 уровень станет Silver."),
    ],
)  # fmt: skip
def test_a_grace_that_is_over_is_not_spoken_of_as_something_to_come(day: date, english: str, russian: str) -> None:
    facts = replace(worked(), tier=GOLD)
    for language, expected in (("en", english), ("ru", russian)):
        assert expected in read_by(language, *explained((NIMBUS,), facts, day, CERTIFICATIONS))


def test_a_tier_below_the_floor_is_not_said_to_move_up_by_failing() -> None:
    high = replace(NIMBUS, review=replace(NIMBUS.review, floor=Slug("silver")))
    start = replace(company(member("Boris", holding("sf", expires=ANNA_ENDS)), projects="0"), tier=Slug("start"))
    for day in (DAY, date(2026, 6, 20), date(2026, 7, 15)):
        said = read_by("en", *explained((high,), start, day, CERTIFICATIONS))
        assert "Start itself stays: it is never lost." in said
        assert "you move" not in said


def test_after_the_review_the_word_of_the_manager_is_awaited() -> None:
    facts = replace(worked(), tier=GOLD)
    said = read_by("en", *explained((NIMBUS,), facts, date(2026, 7, 20), CERTIFICATIONS))
    assert "At the review on 15 July 2026 Gold did not hold; your partner manager decides whether you move to Silver." in said
    assert "Grace" not in said
    longer = read_by("en", *explained((NIMBUS,), facts, date(2026, 7, 20), CERTIFICATIONS, ANNA_ENDS, date(2026, 10, 1)))
    assert "Grace runs to 1 October 2026; at the review on 15 January 2027 you move to Silver." in longer


def test_a_grace_of_the_year_before_the_review_says_both_years() -> None:
    late = date(2026, 10, 5)
    anna, *rest = vector()
    facts = company(*named([replace(anna, holdings=(holding("sp"), holding("ta", expires=late))), *rest]))
    said = read_by("en", *explained((NIMBUS,), facts, DAY, CERTIFICATIONS))
    assert "Grace runs to 3 January; at the review on 15 January 2027 you move to Silver." in said
    earlier = date(2026, 9, 20)
    facts = company(*named([replace(anna, holdings=(holding("sp"), holding("ta", expires=earlier))), *rest]))
    assert "Grace runs to 19 December 2026; at the review on 15 January 2027" in read_by(
        "en", *explained((NIMBUS,), facts, DAY, CERTIFICATIONS)
    )


def safe() -> Facts:
    """Gold, with nothing that ends within the year."""
    facts = company(*named(lasting(*vector())))
    assert facts.partner is not None
    kept = (replace(one, metric=one.metric) for one in facts.partner.values)
    return replace(facts, partner=replace(facts.partner, values=tuple(kept)))


def test_a_company_that_meets_everything_and_has_nothing_to_fear() -> None:
    gold = NIMBUS.tiers[2]
    calm = replace(NIMBUS, tiers=(*NIMBUS.tiers[:2], replace(gold, requirement=rule("people: {holds_any: [tp], need: 1}"))))
    said = explained((calm,), safe(), DAY, CERTIFICATIONS)
    assert read_by("en", *said) == "Gold holds. Nothing that is known today changes that before 1 March 2027."
    assert read_by("ru", *said) == "Gold подтверждён. До 1 марта 2027 ничто из известного сегодня этого не изменит."
    assert gap((calm,), safe(), DAY, CERTIFICATIONS) == ()


def test_a_company_without_a_tier_is_told_the_way_to_the_first_one() -> None:
    said = explained((NIMBUS,), company(member("Ira")), DAY, CERTIFICATIONS)
    assert read_by("en", *said).endswith("Any one of these fixes it: Ira passes SF; a new colleague passes SF.")
    assert read_by("en", *said).startswith("For Start this is missing: ")


def test_the_gap_to_the_next_tier() -> None:
    anna, *rest = lasting(*vector())
    facts = company(*named([replace(anna, holdings=anna.holdings[:1]), *rest]), projects="17")
    said = gap((NIMBUS,), facts, DAY, CERTIFICATIONS)
    assert read_by("en", *said[1:]) == (
        "For Gold: you need 1 more certified engineer. Any one of these fixes it: Anna passes TA and “Active projects” rises by 4; "
        "Boris passes TA and “Active projects” rises by 4; Dina passes TA and “Active projects” rises by 4."
    )
    assert read_by("ru", said[1]) == "Для Gold: нужен ещё 1 сертифицированный инженер."


def test_before_the_first_version_nothing_is_said() -> None:
    assert explained((NIMBUS,), worked(), date(2025, 1, 1), CERTIFICATIONS) == ()
    assert gap((NIMBUS,), worked(), date(2025, 1, 1), CERTIFICATIONS) == ()


def test_the_words_of_a_review_and_of_a_recovery() -> None:
    waits = proposed(NIMBUS, GOLD, Slug("silver"), date(2026, 7, 15))
    assert read_by("en", waits) == (
        "At the review on 15 July 2026 Gold did not hold; your partner manager decides whether you move to Silver."
    )
    assert "станет ли уровень Silver" in read_by("ru", waits)
    assert read_by("en", recovered(NIMBUS, GOLD)) == "The requirements of Gold all hold again; nothing is lost."
    assert "Start" in read_by("en", proposed(NIMBUS, GOLD, None, date(2026, 7, 15)))


def cause(why: Why) -> Cause:
    """Something that ends."""
    about = msg("%(metric)s: %(have)s of %(need)s.", metric=texts("Rating"), have=3, need=4)
    return Cause(why, PublicId("boris"), {"en": "Boris", "ru": "Борис"}, Slug("sp"), about, 5)


@pytest.mark.parametrize(
    ("why", "ahead", "past"),
    [
        (Why.CERTIFICATE, "Boris’s Sales Professional stops counting on 22 March 2026 (in 21 days).",
         "Boris’s Sales Professional has not counted since 22 March 2026."),
        (Why.REVOKED, "Boris’s Sales Professional stops counting on 22 March 2026 (in 21 days).",
         "Boris’s Sales Professional has not counted since 22 March 2026."),
        (Why.EMPLOYMENT, "Boris leaves on 22 March 2026 (in 21 days).", "Boris left on 22 March 2026."),
        (Why.VERSION, "From 22 March 2026 on (in 21 days) only version 5 of the rules counts.",
         "Since 22 March 2026 only version 5 of the rules counts."),
        (Why.EVIDENCE, "On 22 March 2026 (in 21 days) a paper is needed anew. Rating: 3 of 4.", "Rating: 3 of 4."),
        (Why.WINDOW, "On 22 March 2026 (in 21 days) figures become too old to count. Rating: 3 of 4.", "Rating: 3 of 4."),
    ],
)  # fmt: skip
def test_whatever_ends_is_said_ahead_and_afterwards(why: Why, ahead: str, past: str) -> None:
    assert read_by("en", stop(cause(why), ANNA_ENDS, DAY, CERTIFICATIONS)) == ahead
    assert read_by("en", stop(cause(why), ANNA_ENDS, ANNA_ENDS, CERTIFICATIONS)) == past
    for day in (DAY, ANNA_ENDS):
        said = read_by("ru", stop(cause(why), ANNA_ENDS, day, CERTIFICATIONS))
        assert ("Бориса" in said) == (why in {Why.CERTIFICATE, Why.REVOKED})


def test_a_cause_without_words_of_its_own_still_says_since_when() -> None:
    bare = replace(cause(Why.WINDOW), about=None)
    assert read_by("en", stop(bare, ANNA_ENDS, ANNA_ENDS, CERTIFICATIONS)) == "Since 22 March 2026 something is missing."


def test_what_a_cause_has_said_is_not_said_again() -> None:
    said = explained((NIMBUS,), company(*named(lasting(*vector()))), DAY, CERTIFICATIONS)
    assert read_by("en", *said).count("Business plan for 2027") == 1
    assert "On 1 January 2027 (in 306 days) a paper is needed anew." in read_by("en", *said)
    assert "the partner manager confirms “Business plan”" in read_by("en", *said)


def test_new_rules_are_said_with_their_number() -> None:
    said = read_by("en", *explained((NIMBUS, stricter()), company(*named(lasting(*vector()))), DAY, CERTIFICATIONS))
    ends = STARTS + timedelta(days=90)
    assert f"From {say(ends, 'en')} on (in {(ends - DAY).days} days) only version 5 of the rules counts." in said
    assert "This fixes it: “Active projects” rises by 4." in said


def test_a_tier_that_recovers_by_itself_and_one_that_is_the_floor() -> None:
    joins = member("Zoe", holding("ta", date(2026, 5, 1)))
    said = read_by("en", *explained((NIMBUS,), company(*named(vector()), joins), DAY, CERTIFICATIONS))
    assert "It holds again by itself on 1 May 2026, before anything changes." in said
    start = replace(company(member("Boris", holding("sf", expires=ANNA_ENDS)), projects="0"), tier=Slug("start"))
    assert "Start itself stays: it is never lost." in read_by("en", *explained((NIMBUS,), start, DAY, CERTIFICATIONS))
    failing = read_by("ru", *explained((NIMBUS,), start, ANNA_ENDS, CERTIFICATIONS))
    assert failing.startswith("С 22 марта 2026 выполнены не все требования Start. Сертификат ")
    assert "Сам уровень Start сохранится: его не теряют." in failing
    assert "пока сохраняется" not in failing


def test_unknown_ids_are_shown_as_they_are() -> None:
    assert title_of(Slug("old"), CERTIFICATIONS) == {"en": "old"}
    assert NIMBUS.label(Slug("platinum")) == {"en": "platinum"}
    assert read_by("en", lacks(NIMBUS, GOLD, ())) == "Then Gold does not hold any more."
    unknown = replace(remedies((NIMBUS,), worked(), ANNA_ENDS, GOLD, CERTIFICATIONS).useless[0].action, certification=Slug("old"))
    assert unknown.certification == "old"


def test_a_tier_with_places_says_how_many_are_filled() -> None:
    seen = judged((NIMBUS,), worked(), DAY)
    assert read_by("ru", holds(NIMBUS, seen, Slug("silver"))) == "Silver подтверждён: занято 4 места из 4."
    assert read_by("ru", holds(NIMBUS, seen, Slug("start"))) == "Start подтверждён."


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 200))
def test_every_counted_sentence_follows_its_number_in_russian(n: int) -> None:
    forms = {1: "инженер", 2: "инженера", 5: "инженеров"}
    said = read_by("ru", nmsg("you need %(n)s more %(what)s", "you need %(n)s more %(what)s", n,
                              what=counted({"ru": tuple(forms.values())}, n)))  # fmt: skip
    assert said.endswith(counted({"ru": tuple(forms.values())}, n)["ru"])
    assert said.split(" ")[0] == {"инженер": "нужен", "инженера": "нужны", "инженеров": "нужно"}[said.split(" ")[-1]]


@pytest.mark.parametrize("sentence", ["%(person)s renews", "%(people)s renews", "Any one of these fixes it: %(ways)s."])
def test_a_sentence_without_russian_would_be_found_out(sentence: str) -> None:
    assert translations("ru").gettext(sentence) != sentence
    assert isinstance(Message(sentence), Message)
