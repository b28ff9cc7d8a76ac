"""Who counts for a partner on a day, for which certification, and why somebody fills no place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from lms.core.ids import Slug
from lms.core.text import Message, msg, nmsg
from lms.requirements.facts import Member
from lms.requirements.result import LeftOut, Place, Why, listed, row
from lms.requirements.words import Words, label


def employed(members: Iterable[Member], day: date) -> list[Member]:
    """Everybody whose employment counts on `day`, each once, those who have been there longest first."""
    by_person = {member.person: member for member in members if member.employed_on(day)}
    return sorted(by_person.values(), key=lambda member: (member.since, member.person))


def held(member: Member, asked: Sequence[Slug], day: date) -> Slug | None:
    """The first of the asked certifications that the member holds on `day` and that counts for tiers."""
    # Plain loops: a forecast of a large company asks this some hundred thousand times.
    for slug in asked:
        for holding in member.holdings:
            if holding.certification == slug and holding.counts and holding.valid_on(day):
                return slug
    return None


def people_with(need: int, asked: Sequence[Slug], words: Words) -> Message:
    """So many people who hold one of the asked certifications, as it is asked for."""
    names = listed([label(words.certifications, slug) for slug in asked])
    return nmsg("%(n)s person with %(certifications)s", "%(n)s people with %(certifications)s", need, certifications=names)


def turns(members: Iterable[Member], asked: Collection[Slug]) -> set[date]:
    """The days on which a certificate asked for, or the employment of its holder, begins or ends."""
    days: set[date | None] = set()
    for member in members:
        holdings = [holding for holding in member.holdings if holding.certification in asked and holding.counts]
        days |= {day for one in holdings for day in (one.issued_on, one.expires_on, one.revoked_on)}
        days |= {member.since, member.until} if holdings else set()
    return {day for day in days if day is not None}


def left_out(
    members: Iterable[Member], placed: Collection[str], asked: Sequence[Slug], day: date, words: Words | None = None
) -> tuple[LeftOut, ...]:  # fmt: skip
    """Everybody who fills no place, with the reason.

    Of people who have left, only those who held something asked for on their last day, and nothing of what they did later.
    """
    everybody = list(members)
    here = employed(everybody, day)
    known = {member.person for member in here}
    answer = [_left_out(member, _reason(member, asked, day, words)) for member in here if member.person not in placed]
    for member in sorted(everybody, key=lambda one: (one.since, one.person)):
        away = _away(member, asked, day) if member.person not in known else None
        if away:
            known.add(member.person)
            answer.append(_left_out(member, away))
    return tuple(answer)


def counted_elsewhere(
    members: Iterable[Member], places: Sequence[Place], empty: Mapping[Slug, Sequence[Slug]], day: date
) -> tuple[LeftOut, ...]:
    """Those who fill a place and could have filled another one that is `empty` (what it asks for, by slot): they are counted once."""
    answer = []
    for member in employed(members, day):
        mine = {place.slot: place.label for place in places if place.holder == member.person}
        if mine and any(slot not in mine and held(member, asked, day) for slot, asked in empty.items()):
            answer.append(_left_out(member, (Why.ELSEWHERE, msg("Is counted already: %(places)s.", places=row(list(mine.values()))))))
    return tuple(answer)


def _left_out(member: Member, told: tuple[Why, Message]) -> LeftOut:
    return LeftOut(member.person, member.name, told[1], told[0])


def _away(member: Member, asked: Sequence[Slug], day: date) -> tuple[Why, Message] | None:
    if member.until is None or day < member.until:
        return (Why.JOINS, msg("Joins on %(day)s.", day=member.since)) if held(member, asked, member.since) else None
    last = date.fromordinal(member.until.toordinal() - 1)
    return (Why.LEFT, msg("Left on %(day)s.", day=member.until)) if held(member, asked, last) else None


def _reason(member: Member, asked: Sequence[Slug], day: date, words: Words | None) -> tuple[Why, Message]:
    if held(member, asked, day):
        return Why.NOT_NEEDED, msg("Every place that this person could fill is filled by others.")
    waits = next((slug for slug in asked if slug in member.waiting), None)
    if waits:
        name = label(words.certifications if words else {}, waits)
        return Why.WAITING, msg("The exam for “%(certification)s” waits to be marked.", certification=name)
    ours = [holding for holding in member.holdings if holding.certification in asked and holding.issued_on <= day]
    revoked = [holding.revoked_on for holding in ours if holding.revoked_on is not None and holding.revoked_on <= day]
    expired = [holding.expires_on for holding in ours if holding.expires_on is not None and holding.expires_on <= day]
    if expired and max(expired) >= max(revoked, default=date.min):
        return Why.EXPIRED, msg("The certificate ended on %(day)s.", day=max(expired))
    if revoked:
        return Why.REVOKED, msg("The certificate was revoked on %(day)s.", day=max(revoked))
    if ours:
        return Why.NOT_COUNTED, msg("The certificate does not count for tiers.")
    return Why.NOTHING, msg("Holds none of the certifications that are asked for.")
