"""Papers of partners: handed in by their admin, decided by whom the rules name; with all that follows."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime

from lms.access import Permission, Role
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.ids import PartnerId, PersonId, PublicId, Slug
from lms.core.text import Message, msg
from lms.journey.settle import programme_now, settle
from lms.partners import service as partners
from lms.partners.evidence.queries import PaperRow, paper_by_public_id
from lms.partners.evidence.rules import Submission
from lms.programme.rules import Programme
from lms.publishing.library import Library
from lms.reporting.visitor import Visitor
from lms.requirements.days import add_months
from lms.requirements.evidence import Evidence

ONLY: dict[str, Message] = {
    Role.PARTNER_MANAGER: msg("The rules let the partner manager decide on this paper."),
    Role.PROGRAMME_ADMIN: msg("The rules let only a programme admin decide on this paper."),
}


def submit_evidence(library: Library, visitor: Visitor, given: Submission, now: datetime) -> PublicId:
    """Hand a paper in for the visitor's partner.

    Raises:
        NotFound: the person has no partner.
        Invalid, Conflict: as `partners.service.submit_evidence`, or the programme knows no such paper.
    """
    person, partner = visitor.actor.person, visitor.partner_id
    if person is None or partner is None:
        raise NotFound
    programme = programme_now(library, now)
    _check_kind(programme, given.kind)
    _check_year(programme, given.kind, given.year)
    item, events = partners.submit_evidence(partner, given, now, person)
    settle(library, events, now)
    return item.public_id


def confirm_paper(library: Library, visitor: Visitor, paper: PublicId, until: date | None, now: datetime) -> None:
    """Confirm a paper that was handed in. Without `until` it ends when the rules no longer count it, so that the next can be handed in.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.confirm_paper`.
        Refused: the person handed it in, or the rules name somebody else.
    """
    person, found = _decider(library, visitor, paper, now)
    ends = until or _ends(programme_now(library, now), found.kind, now.date())
    settle(library, partners.confirm_paper(paper, ends, now, person), now)


def refuse_paper(library: Library, visitor: Visitor, paper: PublicId, reason: str, now: datetime) -> None:
    """Refuse a paper that was handed in.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.refuse_paper`.
        Refused: the rules name somebody else.
    """
    person, _found = _decider(library, visitor, paper, now)
    settle(library, partners.refuse_paper(paper, reason, now, person), now)


def take_back_paper(library: Library, visitor: Visitor, paper: PublicId, reason: str, now: datetime) -> None:
    """Take a confirmation back.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.take_back_paper`.
        Refused: the rules name somebody else.
    """
    person, _found = _decider(library, visitor, paper, now)
    settle(library, partners.take_back_paper(paper, reason, now, person), now)


def withdraw_paper(library: Library, visitor: Visitor, paper: PublicId, now: datetime) -> None:
    """Take a paper of the visitor's partner back before it is decided.

    Raises:
        NotFound, Conflict: as `partners.service.withdraw_paper`.
    """
    person = visitor.actor.person
    if person is None:
        raise NotFound
    paper_by_public_id(visitor.actor, paper, Permission.SUBMIT_EVIDENCE)
    settle(library, partners.withdraw_paper(paper, now, person), now)


def confirm_evidence(
    library: Library, visitor: Visitor, partner: PartnerId, kind: Slug, year: int | None, now: datetime
) -> None:  # fmt: skip
    """Confirm a paper of a partner that came on another way; it ends when the rules no longer count it.

    Raises:
        Invalid: the programme knows no such paper, or not for this year.
        Refused: the person handed it in, or the rules name somebody else.
    """
    programme = programme_now(library, now)
    _check_kind(programme, kind)
    _check_decider(programme, visitor, kind)
    _check_year(programme, kind, year)
    ends = _ends(programme, kind, now.date())
    settle(library, partners.confirm_evidence(partner, kind, year, now, visitor.actor.person, ends), now)


def may_decide(programme: Programme, roles: frozenset[Role], kind: Slug) -> bool:
    """Whether one of these roles decides on a paper: those that the rules name, or the partner manager; a programme admin always."""
    return bool(roles & {Role.PROGRAMME_ADMIN, *_named(programme, kind)})


def may_last(programme: Programme, kind: Slug) -> bool:
    """Whether a paper may hold for longer than the year that it is for: not where every rule asks for it year by year."""
    asked = _asked(programme, kind)
    return not asked or any(one.valid != "calendar_year" for one in asked)


def _decider(library: Library, visitor: Visitor, paper: PublicId, now: datetime) -> tuple[PersonId, PaperRow]:
    found: PaperRow = paper_by_public_id(visitor.actor, paper, Permission.CONFIRM_EVIDENCE)
    if visitor.actor.person is None:
        raise NotFound
    _check_decider(programme_now(library, now), visitor, found.kind)
    return visitor.actor.person, found


def _check_decider(programme: Programme, visitor: Visitor, kind: Slug) -> None:
    if not visitor.actor.roles or may_decide(programme, visitor.actor.roles, kind):
        return
    raise Refused(ONLY[min(_named(programme, kind))])


def _check_kind(programme: Programme, kind: Slug) -> None:
    if kind not in {one.id for one in programme.evidence}:
        raise Invalid(msg("The programme knows no such paper."))


def _check_year(programme: Programme, kind: Slug, year: int | None) -> None:
    if year is None and not may_last(programme, kind):
        raise Invalid(msg("The rules ask for this paper year by year. Choose the year."))


def _ends(programme: Programme, kind: Slug, confirmed: date) -> date | None:
    """The first day on which no rule counts the paper any more, where every rule counts it for months; `None`: it has no such day."""
    months = [one.months for one in _asked(programme, kind)]
    counted = [one for one in months if one is not None]
    return add_months(confirmed, max(counted)) if counted and len(counted) == len(months) else None


def _named(programme: Programme, kind: Slug) -> frozenset[Role]:
    return frozenset(Role(one.by) for one in _asked(programme, kind)) or frozenset({Role.PARTNER_MANAGER})


def _asked(programme: Programme, kind: Slug) -> tuple[Evidence, ...]:
    return tuple(one for tier in programme.tiers for one in _evidence(tier.requirement) if one.paper == kind)


def _evidence(asked: object) -> Iterator[Evidence]:
    """The papers that a requirement asks for, however deep."""
    if isinstance(asked, Evidence):
        yield asked
    elif isinstance(asked, tuple):
        for one in asked:
            yield from _evidence(one)
    elif is_dataclass(asked) and not isinstance(asked, type):
        for part in fields(asked):
            yield from _evidence(getattr(asked, part.name))
