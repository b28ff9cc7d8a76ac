"""What fixes a tier that fails: single actions before sets of people, nothing that does not help, and no smaller set overlooked."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.programme.actions import ActionKind, days_for
from lms.programme.failing import Failing
from lms.programme.remedies import Remedies, remedies
from lms.programme.rules import Programme, named
from lms.programme.versions import judged
from lms.programme.whatif import Supposition, suppose
from lms.requirements.facts import Facts, Member
from tests.certificates.made import all_of
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, certified, lasting, worked
from tests.programme.test_versions import STARTS, stricter
from tests.requirements.made import DAY, holding, member, rule

GOLD, SILVER = Slug("gold"), Slug("silver")


def seen(found: Remedies) -> list[list[tuple[str, str | None, str | None]]]:
    """Each remedy as its actions: kind, person, certification."""
    return [[(one.kind.value, one.person, one.certification) for one in remedy.actions] for remedy in found.helps]


def fixing(facts: Facts, day: date = DAY, tier: Slug = GOLD, programme: Programme = NIMBUS) -> Remedies:
    """What fixes a tier of the sample programme."""
    return remedies((programme,), facts, day, tier, CERTIFICATIONS)


def test_any_one_of_these_fixes_the_worked_example() -> None:
    found = fixing(worked(), ANNA_ENDS)
    assert seen(found) == [[("renew", "anna", "ta")], [("earn", "boris", "ta")], [("earn", "dina", "ta")], [("join", None, "ta")]]
    assert [remedy.days for remedy in found.helps] == [5, 10, 10, 10]


def test_gleb_passing_sp_would_not_help_because_all_five_people_are_needed() -> None:
    useless = [(one.action.person, one.action.certification, one.places) for one in fixing(worked(), ANNA_ENDS).useless]
    assert ("gleb", "sp", 5) in useless
    assert {person for person, *_ in useless} == {"gleb", "vera"}
    gleb = next(one for one in fixing(worked(), ANNA_ENDS).useless if one.action.person == "gleb")
    assert gleb.needed_in is not None
    assert gleb.needed_in.slot == "technical"


def test_everything_said_to_be_useless_fills_nothing_in_earnest() -> None:
    for one in fixing(worked(), ANNA_ENDS).useless:
        assert one.action.person is not None
        assert one.action.certification is not None
        passed = suppose(worked(), Supposition(on=ANNA_ENDS, passes=((one.action.person, one.action.certification),)), CERTIFICATIONS)
        assert judged((NIMBUS,), passed, ANNA_ENDS).tier == "silver"


def test_nothing_is_to_fix_where_the_tier_holds_or_is_unknown() -> None:
    assert fixing(worked(), DAY) == Remedies()
    assert fixing(worked(), DAY, Slug("platinum")) == Remedies()


def test_what_is_in_preparation_or_does_not_count_is_no_remedy() -> None:
    items = CERTIFICATIONS.items
    ta = replace(items[Slug("ta")], offered=False)
    tp = replace(items[Slug("tp")], counts=False)
    closed = Certifications({**items, Slug("ta"): ta, Slug("tp"): tp})
    assert remedies((NIMBUS,), worked(), ANNA_ENDS, GOLD, closed).helps == ()


def test_a_figure_that_is_short_is_part_of_every_remedy() -> None:
    found = fixing(worked(projects="17"), ANNA_ENDS)
    assert seen(found)[0] == [("renew", "anna", "ta"), ("figure", None, None)]
    figure = found.helps[0].actions[1]
    assert (figure.amount, found.helps[0].people) == (4, 1)
    only = fixing(company(*lasting(*vector()), projects="17"))
    assert [[(one.kind, one.amount) for one in remedy.actions] for remedy in only.helps] == [[(ActionKind.FIGURE, 4)]]


def test_so_much_more_of_a_figure_and_no_less_fixes_it_in_earnest() -> None:
    people = lasting(*vector())
    assert judged((NIMBUS,), company(*people, projects="21"), DAY).tier == "gold"
    assert judged((NIMBUS,), company(*people, projects="20"), DAY).tier == "silver"


def test_a_paper_and_the_agreement_are_remedies_of_their_own() -> None:
    facts = company(*lasting(*vector()), agreement=2)
    assert facts.partner is not None
    bare = replace(facts, partner=replace(facts.partner, papers=()))
    assert seen(fixing(bare)) == [[("agreement", None, None), ("paper", None, None)]]


def test_when_one_person_is_not_enough_the_smallest_sets_are_found_with_the_fewest_days_first() -> None:
    anna, boris, _, vera, gleb = lasting(*vector())
    found = fixing(company(replace(anna, holdings=anna.holdings[:1]), boris, vera, gleb))
    assert {remedy.people for remedy in found.helps} == {1}
    two = fixing(company(boris, vera, gleb))
    assert {remedy.people for remedy in two.helps} == {2}
    assert all(len({one.person for one in remedy.actions if one.person}) == sum(bool(one.person) for one in remedy.actions)
               for remedy in two.helps)  # fmt: skip
    assert [remedy.days for remedy in two.helps] == sorted(remedy.days for remedy in two.helps)
    assert seen(two)[0] == [("join", None, "sp"), ("join", None, "ta")]


def test_of_several_certifications_the_quickest_is_said_for_a_person() -> None:
    people = [person for remedy in fixing(worked(), ANNA_ENDS).helps for person in [remedy.actions[0].person]]
    assert len(people) == len(set(people))


def test_more_people_than_are_looked_for_together_have_no_remedy() -> None:
    five = replace(NIMBUS.tiers[2], requirement=rule("people: {holds_any: [tp], need: 5}"))
    assert fixing(company(), programme=replace(NIMBUS, tiers=(five,))).helps == ()
    four = replace(NIMBUS.tiers[2], requirement=rule("people: {holds_any: [tp], need: 4}"))
    found = fixing(company(), programme=replace(NIMBUS, tiers=(four,)))
    assert seen(found) == [[("join", None, "tp")] * 4]


def test_a_large_company_puts_together_only_people_who_help_by_themselves() -> None:
    crowd = [member(f"P{number}", *([code] if code else [])) for number, code in enumerate(("", "sf", "sp", "ta") * 10)]
    six = replace(NIMBUS.tiers[2], requirement=rule("all: [{people: {holds_any: [tp], need: 3}}, {people: {holds_any: [sp], need: 11}}]"))
    found = fixing(company(*crowd), programme=replace(NIMBUS, tiers=(six,)))
    assert {remedy.people for remedy in found.helps} == {4}
    assert len(found.helps) == 20


def test_during_the_overlap_either_version_may_be_fulfilled() -> None:
    anna, *rest = lasting(*vector())
    facts = company(replace(anna, holdings=anna.holdings[:1]), *rest, projects="21")
    found = seen(remedies((NIMBUS, stricter()), facts, STARTS, GOLD, CERTIFICATIONS))
    assert found[0] == [("figure", None, None)]
    assert [("earn", "anna", "ta")] in found


def test_renewing_takes_half_the_days_rounded_up_and_what_is_needed_first_is_added() -> None:
    odd = all_of(certified("sf", 5, "sales"), certified("sp", 15, "sales", ("sf",)))
    sales = member("Boris", holding("sf", expires=date(2026, 2, 1)))
    assert days_for(sales, Slug("sf"), DAY, odd) == 3
    assert days_for(sales, Slug("sp"), DAY, odd) == 18
    assert days_for(member("Zoe", "sf"), Slug("sp"), DAY, odd) == 15
    assert days_for(None, Slug("sp"), DAY, odd) == 20
    assert days_for(None, Slug("ta"), DAY, odd) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people: {holds_any: [sf, sp], need: 1}", {"sf", "sp"}),
        ("any: [{people: {holds_any: [ta], need: 1}}, {metric: {name: csat, min: 1}}]", {"ta"}),
        ("agreement: current", set()),
    ],
)
def test_the_certifications_that_a_requirement_names(text: str, expected: set[str]) -> None:
    assert named(rule(text)) == expected


def test_a_version_that_lacks_nothing_for_a_tier_has_nothing_failing() -> None:
    assert Failing.of(NIMBUS, worked(), DAY, GOLD) is None
    assert Failing.of(NIMBUS, worked(), DAY, Slug("platinum")) is None


CODES = ("sf", "sp", "ta", "tp")


@st.composite
def teams(draw: st.DrawFn) -> list[Member]:
    """Up to five people with some certificates."""
    held = draw(st.lists(st.sets(st.sampled_from(CODES)), max_size=5))
    return [member(f"P{number}", *sorted(codes)) for number, codes in enumerate(held)]


def after(facts: Facts, moves: tuple[tuple[str | None, str], ...], day: date) -> Facts:
    """The facts when these people pass, `None` being somebody who joins."""
    assert facts.partner is not None
    joining = [member(f"N{number}", code, since=day) for number, (person, code) in enumerate(moves) if person is None]
    people = [
        replace(one, holdings=(*one.holdings, *(holding(code, day) for person, code in moves if person == one.person)))
        for one in facts.partner.members
    ]  # fmt: skip
    return replace(facts, partner=replace(facts.partner, members=(*people, *joining)))


@settings(max_examples=30, deadline=None)
@given(teams(), st.sampled_from([SILVER, GOLD]))
def test_every_remedy_fixes_it_and_no_smaller_set_does_against_brute_force(team: list[Member], tier: Slug) -> None:
    facts = company(*team)
    if judged((NIMBUS,), facts, DAY).result(tier).met:  # type: ignore[union-attr]  # the tier is there
        return
    found = fixing(facts, tier=tier)
    for remedy in found.helps:
        moves = tuple((one.person, one.certification or "") for one in remedy.actions if one.certification)
        then = judged((NIMBUS,), after(facts, moves, DAY), DAY).result(tier)
        assert then is not None
        assert then.met
    fewest = found.helps[0].people if found.helps else 5
    people: list[str | None] = [*(one.person for one in team), None, None]
    for size in range(1, min(fewest, 3)):
        for chosen in combinations(people, size):
            for codes in product(CODES, repeat=size):
                then = judged((NIMBUS,), after(facts, tuple(zip(chosen, codes, strict=True)), DAY), DAY, looks_ahead=False).result(tier)
                assert then is not None
                assert not then.met, (chosen, codes)


def test_a_remedy_counts_on_the_day_and_not_before() -> None:
    assert judged((NIMBUS,), after(worked(), (("boris", "ta"),), ANNA_ENDS), ANNA_ENDS).tier == "gold"
    assert seen(fixing(worked(), ANNA_ENDS + timedelta(days=30)))[0] == [("renew", "anna", "ta")]


def test_where_sets_are_too_many_only_those_who_help_by_themselves_are_tried_and_else_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = company(*[replace(one, holdings=()) for one in lasting(*vector())])
    two = replace(NIMBUS.tiers[2], requirement=rule("all: [{people: {holds_any: [ta], need: 2}}, {people: {holds_any: [sf], need: 1}}]"))
    programme = replace(NIMBUS, tiers=(two,))
    whole = fixing(facts, programme=programme)
    assert {remedy.people for remedy in whole.helps} == {3}
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 20)
    assert fixing(facts, programme=programme).helps == whole.helps
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 5)
    assert fixing(facts, programme=programme).helps == ()


def test_a_pass_that_fills_nothing_is_not_put_together_with_others_where_sets_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [member("Anna", "tp"), member("Boris"), member("Dina")]
    three = replace(NIMBUS.tiers[2], requirement=rule("people: {holds_any: [ta, tp], need: 3}"))
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 14)
    found = fixing(company(*people), programme=replace(NIMBUS, tiers=(three,)))
    assert {remedy.people for remedy in found.helps} == {2}
    assert all("anna" not in {one.person for one in remedy.actions} for remedy in found.helps)
