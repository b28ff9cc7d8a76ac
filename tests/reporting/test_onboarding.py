"""How far a new partner has come."""

from datetime import date

from lms.reporting.onboarding import Joined, Mark, milestones, stands_at

ADMIN = Joined({"en": "Irina"}, date(2026, 1, 10), is_admin=True, learns=False)
ANNA = Joined({"en": "Anna"}, date(2026, 1, 12), is_admin=False, learns=True, certified_on=date(2026, 2, 1))
BORIS = Joined({"en": "Boris"}, date(2026, 1, 20), is_admin=False, learns=True, certified_on=date(2026, 1, 25))


def test_a_new_partner_stands_before_the_agreement() -> None:
    found = milestones(None, [], None)
    assert [one.mark for one in found] == list(Mark)
    assert all(one.on is None and one.have == 0 for one in found)
    assert stands_at(found) is Mark.AGREEMENT


def test_each_milestone_has_its_day_and_its_person() -> None:
    found = milestones(date(2026, 1, 11), [ADMIN, ANNA, BORIS], date(2026, 1, 25))
    assert [(one.mark, one.on, one.who) for one in found] == [
        (Mark.AGREEMENT, date(2026, 1, 11), None),
        (Mark.ADMIN, date(2026, 1, 10), {"en": "Irina"}),
        (Mark.LEARNERS, date(2026, 1, 20), None),
        (Mark.CERTIFICATE, date(2026, 1, 25), {"en": "Boris"}),
        (Mark.TIER, date(2026, 1, 25), None),
    ]
    assert stands_at(found) is None


def test_one_learner_is_one_of_two() -> None:
    learners = milestones(None, [ADMIN, ANNA], None)[2]
    assert (learners.on, learners.have, learners.need) == (None, 1, 2)


def test_a_later_milestone_may_be_reached_first() -> None:
    found = milestones(None, [ANNA], None)
    assert (stands_at(found), found[3].on) == (Mark.AGREEMENT, date(2026, 2, 1))
