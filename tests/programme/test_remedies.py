"""What fixes a tier that fails: single actions before sets of people, nothing that does not help, and no smaller set overlooked."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.courses.rules import Track
from lms.programme.actions import ActionKind, days_for, of_member
from lms.programme.failing import Failing
from lms.programme.remedies import Remedies, Remedy, Unnamed, remedies
from lms.programme.rules import Programme, named, words_of
from lms.programme.versions import judged
from lms.programme.whatif import Supposition, suppose
from lms.requirements.facts import Facts, Member
from lms.requirements.scene import Scene
from tests.certificates.made import all_of
from tests.programme.made import ANNA_ENDS, company, vector
from tests.programme.nimbus import CERTIFICATIONS, NIMBUS, certified, lasting, worked
from tests.programme.test_versions import STARTS, stricter
from tests.requirements.made import DAY, holding, member, rule

GOLD, SILVER = Slug("gold"), Slug("silver")


def seen(found: Remedies) -> list[list[tuple[str, str | None, str | None]]]:
    """Each remedy as its exams and other things: kind, person, certification."""
    return [[(exam.kind.value, exam.person, exam.certification) for one in remedy.actions for exam in one.each] for remedy in found.helps]


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
    assert fixing(company(), programme=replace(NIMBUS, tiers=(five,))) == Remedies(unnamed=Unnamed(possible=True))
    four = replace(NIMBUS.tiers[2], requirement=rule("people: {holds_any: [tp], need: 4}"))
    found = fixing(company(), programme=replace(NIMBUS, tiers=(four,)))
    assert seen(found) == [[("join", None, "tp")] * 4]


def test_in_a_large_company_one_of_three_people_passes_two_exams() -> None:
    crowd = [member(f"P{number}", *([code] if code else [])) for number, code in enumerate(("", "sf", "sp", "ta") * 10)]
    six = replace(NIMBUS.tiers[2], requirement=rule("all: [{people: {holds_any: [tp], need: 3}}, {people: {holds_any: [sp], need: 11}}]"))
    found = fixing(company(*crowd), programme=replace(NIMBUS, tiers=(six,)))
    assert {(remedy.people, remedy.exams) for remedy in found.helps} == {(3, 4)}
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
    assert Failing.each(NIMBUS, worked(), DAY, GOLD) == ()
    assert Failing.each(NIMBUS, worked(), DAY, Slug("platinum")) == ()


CODES = ("sf", "sp", "ta", "tp")


@st.composite
def teams(draw: st.DrawFn) -> list[Member]:
    """Up to five people with some certificates."""
    held = draw(st.lists(st.sets(st.sampled_from(CODES)), max_size=5))
    return [member(f"P{number}", *sorted(codes)) for number, codes in enumerate(held)]


Moves = tuple[tuple[str | None, tuple[str, ...]], ...]
"""Who passes what; `None` is somebody who joins."""


def after(facts: Facts, moves: Moves, day: date) -> Facts:
    """The facts when these people pass what they pass; who joins for it has the role of what they pass."""
    assert facts.partner is not None
    joining = [newcomer(f"N{number}", codes, day) for number, (person, codes) in enumerate(moves) if person is None]
    passed = {person: codes for person, codes in moves if person is not None}
    people = [
        replace(one, holdings=(*one.holdings, *(holding(code, day) for code in passed.get(one.person, ()))))
        for one in facts.partner.members
    ]
    return replace(facts, partner=replace(facts.partner, members=(*people, *joining)))


def newcomer(name: str, codes: tuple[str, ...], day: date) -> Member:
    """Somebody who sells, or is an engineer, or both."""
    tracks = {CERTIFICATIONS.items[Slug(code)].track for code in codes}
    return replace(member(name, *codes, since=day), sales=tracks != {Track.TECHNICAL}, technical=tracks != {Track.SALES})


def moves_of(remedy: Remedy) -> Moves:
    """What a remedy says, for `after`."""
    exams = [action for action in remedy.actions if action.certification]
    return tuple((one.person, tuple(exam.certification or "" for exam in one.each)) for one in exams)


def shares(people: int, exams: int) -> list[tuple[tuple[str, ...], ...]]:
    """Every way in which people pass one or more exams each, so many in all."""
    sets = [codes for size in range(1, len(CODES) + 1) for codes in combinations(CODES, size)]
    return [chosen for chosen in product(sets, repeat=people) if sum(len(one) for one in chosen) == exams]


def least(rules: Programme, facts: Facts, tier: Slug, before: tuple[int, int]) -> tuple[int, int] | None:
    """The fewest people and then the fewest exams of these that fulfil a tier, of all that are fewer than `before`; by trying all."""
    assert facts.partner is not None
    who: list[str | None] = [*(one.person for one in facts.partner.members), None, None]
    asked = {one.id: one.requirement for one in rules.tiers}
    scene = Scene(facts, DAY, words_of(rules), asked, looks_ahead=False)
    for people, exams in [(some, exams) for some in (1, 2) for exams in range(some, some * len(CODES) + 1)]:
        if (people, exams) >= before:
            return None
        for chosen in combinations(who, people):
            for codes in shares(people, exams):
                moves = tuple(zip(chosen, codes, strict=True))
                if asked[tier].holds(replace(scene, facts=after(facts, moves, DAY))):
                    return people, exams
    return None


def asking(text: str) -> Programme:
    """The sample's rules with a Gold that asks for this alone."""
    return replace(NIMBUS, tiers=(*NIMBUS.tiers[:2], replace(NIMBUS.tiers[2], requirement=rule(text))))


def slots(sharing: str, *asked: str) -> str:
    """A roster with a place for each of these lists of certifications."""
    places = (f"{{id: s{at}, need: 1, holds_any: [{one}], label: {{en: Place, ru: Место}}}}" for at, one in enumerate(asked))
    return f"roster: {{sharing: {sharing}, slots: [{', '.join(places)}]}}"


PEOPLE = "{people: {holds_any: [%s], need: %d}}"
LINES = [
    slots("free", "sf", "ta"),
    slots("free", "sf", "sp, tp", "ta"),
    slots("{caps: {default: 2}}", "sf", "sp", "ta"),
    slots("none", "sf", "sp, sf", "ta"),
    "all: [{people: {holds_any: [sf], need: 1}}, {people: {holds_any: [ta, tp], need: 1}}]",
    "all: [{people: {holds_any: [sf, ta], need: 4}}, {people: {holds_any: [sf], need: 2}}, {people: {holds_any: [ta], need: 2}}]",
    f"any: [{PEOPLE % ('sf, tp', 3)}, {PEOPLE % ('ta', 2)}, {{percent: {{of: sales, min: 60, holds_any: [sp]}}}}]",
    f"at_least: {{n: 2, of: [{PEOPLE % ('sf', 2)}, {PEOPLE % ('ta', 1)}, {PEOPLE % ('sp', 1)}]}}",
    "all: [{people: {holds_any: [sf], need: 1}}, {any: [{people: {holds_any: [ta], need: 2}}, {people: {holds_any: [tp], need: 1}}]}]",
    "all: [{percent: {of: technical, min: 50, holds_any: [ta]}}, {people: {holds_any: [sp], need: 1}}]",
    "all: [{people: {holds_any: [sf, tp], need: 3, of_which: [{holds_any: [tp], need: 1}]}}, {people: {holds_any: [ta], need: 1}}]",
]
"""Rules by which one person may fill several places, several lines, or none besides the own one."""


@settings(max_examples=30, deadline=None)
@given(teams(), st.sampled_from(["silver", "gold", *LINES]))
def test_every_remedy_fixes_it_with_the_fewest_people_and_then_exams_against_brute_force(team: list[Member], asked: str) -> None:
    rules, tier = (asking(asked), GOLD) if asked in LINES else (NIMBUS, Slug(asked))
    facts = company(*team[:3])
    if judged((rules,), facts, DAY).result(tier).met:  # type: ignore[union-attr]  # the tier is there
        return
    found = fixing(facts, tier=tier, programme=rules)
    for remedy in found.helps:
        then = judged((rules,), after(facts, moves_of(remedy), DAY), DAY).result(tier)
        assert then is not None
        assert then.met
    sizes = [(one.people, one.exams) for one in found.helps]
    assert len(set(sizes)) <= 1
    assert least(rules, facts, tier, sizes[0] if sizes else (3, 0)) is None


def test_where_one_of_several_is_enough_every_way_is_a_remedy_and_what_helps_on_one_is_not_called_useless() -> None:
    """The nearest way asks for one more of three SF; another for one TA, which fills nothing on the first."""
    either = asking(f"any: [{PEOPLE % ('sf', 3)}, {PEOPLE % ('ta', 1)}, {{metric: {{name: active_projects, min: 21}}}}]")
    facts = company(member("Anna", "sf"), member("Boris", "sf"), member("Dina"), projects="3")
    found = fixing(facts, programme=either)
    helps = [one for remedy in seen(found) for one in remedy]
    assert helps[0] == ("figure", None, None)
    assert {*helps[1:]} == {("earn", "dina", "sf"), ("earn", "anna", "ta"), ("earn", "boris", "ta"), ("join", None, "sf")}
    assert found.useless == ()


def test_a_way_for_partners_of_another_type_is_no_remedy_beside_one_that_is_open() -> None:
    foreign = f"{{all: [{{type_is: [consultant]}}, {PEOPLE % ('sf', 1)}]}}"
    either = asking(f"any: [{foreign}, {PEOPLE % ('ta', 2)}]")
    found = fixing(company(member("Anna", "sf")), programme=either)
    assert found.helps
    assert {kind for remedy in seen(found) for kind, _, _ in remedy} == {"earn", "join"}
    only = fixing(company(member("Anna")), programme=asking(foreign[1:-1]))
    assert {kind for remedy in seen(only) for kind, _, _ in remedy} == {"other", "earn", "join"}


def test_one_person_who_passes_two_exams_comes_before_two_people() -> None:
    found = fixing(company(member("Anna"), member("Boris", "sf")), programme=asking(LINES[0]))
    assert seen(found) == [[("earn", "anna", "ta")], [("earn", "boris", "ta")], [("join", None, "ta")]]
    found = fixing(company(member("Anna")), programme=asking(LINES[0]))
    assert [(one.people, one.exams, one.days) for one in found.helps] == [(1, 2, 15), (1, 2, 15)]
    assert [[(exam.person, exam.certification, exam.days) for exam in one.actions[0].each] for one in found.helps] == [
        [("anna", "sf", 5), ("anna", "ta", 10)],
        [(None, "sf", 5), (None, "ta", 10)],
    ]


def test_what_is_prepared_for_several_exams_of_one_person_is_prepared_for_once() -> None:
    action = of_member(member("Zoe", holding("ta", expires=date(2026, 2, 1))), (Slug("tp"), Slug("sp"), Slug("ta")), DAY, CERTIFICATIONS)
    assert [(one.kind, one.certification, one.days) for one in action.each] == [
        (ActionKind.RENEW, "ta", 5), (ActionKind.EARN, "sp", 20), (ActionKind.EARN, "tp", 20),
    ]  # fmt: skip
    assert action.days_in_all == 45


def test_an_exam_that_helps_only_beside_another_one_is_not_called_useless() -> None:
    people = company(member("Anna", "sf"), member("Boris"))
    two = asking("all: [{people: {holds_any: [sf, ta], need: 2}}, {people: {holds_any: [ta], need: 1}}]")
    found = fixing(people, programme=two)
    said = {(exam.person, exam.certification) for one in found.helps for action in one.actions for exam in action.each}
    assert not said & {(one.action.person, one.action.certification) for one in found.useless}


def test_a_remedy_counts_on_the_day_and_not_before() -> None:
    assert judged((NIMBUS,), after(worked(), (("boris", ("ta",)),), ANNA_ENDS), ANNA_ENDS).tier == "gold"
    assert seen(fixing(worked(), ANNA_ENDS + timedelta(days=30)))[0] == [("renew", "anna", "ta")]


NOBODY = company(*[replace(one, holdings=()) for one in lasting(*vector())])
"""Five people who hold nothing."""
TWO_AND_ONE = asking("all: [{people: {holds_any: [ta], need: 2}}, {people: {holds_any: [sf], need: 1}}]")


@pytest.mark.parametrize("most", [3000, 14, 10, 3])
def test_where_sets_are_too_many_fewer_are_tried_and_each_still_fixes_it(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", most)
    found = fixing(NOBODY, programme=TWO_AND_ONE)
    assert {(remedy.people, remedy.exams) for remedy in found.helps} == {(2, 3)}
    for remedy in found.helps:
        assert judged((TWO_AND_ONE,), after(NOBODY, moves_of(remedy), DAY), DAY).tier == "gold"


def test_where_even_the_people_are_too_many_to_put_together_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 2)
    assert (fixing(NOBODY, programme=TWO_AND_ONE).helps, fixing(NOBODY, programme=TWO_AND_ONE).unnamed) == ((), Unnamed(possible=True))


def test_a_pass_that_fills_nothing_is_not_put_together_with_others_where_sets_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [member("Anna", "tp"), member("Boris"), member("Dina")]
    three = asking("people: {holds_any: [ta, tp], need: 3}")
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 5)
    found = fixing(company(*people), programme=three)
    assert {remedy.people for remedy in found.helps} == {2}
    assert all("anna" not in {one.person for one in remedy.actions} for remedy in found.helps)


def test_exams_that_fill_something_only_together_are_found_where_ways_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    both = asking(
        "all: [{people: {holds_any: [sf], need: 1, of_which: [{holds_any: [sp], need: 1}]}}, {people: {holds_any: [ta], need: 1}}]"
    )
    facts = company(member("Anna"))
    expected = [(1, 3), (1, 3)]
    assert [(one.people, one.exams) for one in fixing(facts, programme=both).helps] == expected
    monkeypatch.setattr("lms.programme.trials.MOST_TRIALS", 3)
    assert [(one.people, one.exams) for one in fixing(facts, programme=both).helps] == expected
