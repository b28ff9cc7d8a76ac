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
    _check_kind(programme_now(library, now), given.kind)
    item, events = partners.submit_evidence(partner, given, now, person)
    settle(library, events, now)
    return item.public_id


def confirm_paper(library: Library, visitor: Visitor, paper: PublicId, until: date | None, now: datetime) -> None:
    """Confirm a paper that was handed in.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.confirm_paper`.
        Refused: the person handed it in, or the rules name somebody else.
    """
    person = _decider(library, visitor, paper, now)
    settle(library, partners.confirm_paper(paper, until, now, person), now)


def refuse_paper(library: Library, visitor: Visitor, paper: PublicId, reason: str, now: datetime) -> None:
    """Refuse a paper that was handed in.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.refuse_paper`.
        Refused: the rules name somebody else.
    """
    person = _decider(library, visitor, paper, now)
    settle(library, partners.refuse_paper(paper, reason, now, person), now)


def take_back_paper(library: Library, visitor: Visitor, paper: PublicId, reason: str, now: datetime) -> None:
    """Take a confirmation back.

    Raises:
        NotFound, Invalid, Conflict: as `partners.service.take_back_paper`.
        Refused: the rules name somebody else.
    """
    person = _decider(library, visitor, paper, now)
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
    """Confirm a paper of a partner that came on another way.

    Raises:
        Invalid: the programme knows no such paper, or the year cannot be one.
        Refused: the person handed it in, or the rules name somebody else.
    """
    programme = programme_now(library, now)
    _check_kind(programme, kind)
    _check_decider(programme, visitor, kind)
    settle(library, partners.confirm_evidence(partner, kind, year, now, visitor.actor.person), now)


def may_decide(programme: Programme, roles: frozenset[Role], kind: Slug) -> bool:
    """Whether one of these roles decides on a paper: those that the rules name, or the partner manager; a programme admin always."""
    return bool(roles & {Role.PROGRAMME_ADMIN, *_named(programme, kind)})


def _decider(library: Library, visitor: Visitor, paper: PublicId, now: datetime) -> PersonId:
    found: PaperRow = paper_by_public_id(visitor.actor, paper, Permission.CONFIRM_EVIDENCE)
    if visitor.actor.person is None:
        raise NotFound
    _check_decider(programme_now(library, now), visitor, found.kind)
    return visitor.actor.person


def _check_decider(programme: Programme, visitor: Visitor, kind: Slug) -> None:
    if not visitor.actor.roles or may_decide(programme, visitor.actor.roles, kind):
        return
    raise Refused(ONLY[min(_named(programme, kind))])


def _check_kind(programme: Programme, kind: Slug) -> None:
    if kind not in {one.id for one in programme.evidence}:
        raise Invalid(msg("The programme knows no such paper."))


def _named(programme: Programme, kind: Slug) -> frozenset[Role]:
    asked = (one for tier in programme.tiers for one in _evidence(tier.requirement) if one.paper == kind)
    return frozenset(Role(one.by) for one in asked) or frozenset({Role.PARTNER_MANAGER})


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
