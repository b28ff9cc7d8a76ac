"""Who may do what, on one page: roles, permissions, and how far each role's permission reaches. Pure; every door asks here."""

from dataclasses import dataclass
from enum import StrEnum

from lms.core.ids import PartnerId, PersonId


class Role(StrEnum):
    """What a person is to the programme. Learner and partner admin come from the employment that counts."""

    LEARNER = "learner"
    PARTNER_ADMIN = "partner_admin"
    PARTNER_MANAGER = "partner_manager"
    CONTENT_AUTHOR = "content_author"
    PROGRAMME_ADMIN = "programme_admin"
    HEAD = "head"


class Reach(StrEnum):
    """Whose things a permission covers."""

    OWN = "own"
    """the actor's own"""
    PARTNER = "partner"
    """those of the partner that employs the actor"""
    PORTFOLIO = "portfolio"
    """those of the partners that the actor manages"""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `person` is `None` for a visitor who has not signed in; `partner` is the employer that counts now."""

    person: PersonId | None = None
    roles: frozenset[Role] = frozenset()
    partner: PartnerId | None = None

    @property
    def signed_in(self) -> bool:
        """Whether somebody is there."""
        return self.person is not None


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a thing stands: whose it is, which partner's, and who manages that partner. All `None`: it is nobody's."""

    person: PersonId | None = None
    partner: PartnerId | None = None
    manager: PersonId | None = None


class Permission(StrEnum):
    """Everything that a door can ask for."""

    # everybody, signed in or not
    READ_PUBLIC = "read_public"
    VERIFY_CERTIFICATE = "verify_certificate"
    SIGN_IN = "sign_in"
    # everybody who is signed in
    KEEP_OWN_ACCOUNT = "keep_own_account"
    READ_COURSE = "read_course"
    READ_MATERIAL = "read_material"
    # one's own learning
    LEARN = "learn"
    TAKE_QUIZ = "take_quiz"
    READ_CERTIFICATE = "read_certificate"
    # a partner's business
    READ_TIER = "read_tier"
    ACCEPT_AGREEMENT = "accept_agreement"
    READ_EVIDENCE = "read_evidence"
    SUBMIT_EVIDENCE = "submit_evidence"
    ACKNOWLEDGE_RULES = "acknowledge_rules"
    READ_TEAM = "read_team"
    READ_PERSON = "read_person"
    INVITE = "invite"
    CHANGE_TEAM = "change_team"
    ASK_FOR_MANAGER = "ask_for_manager"
    # the vendor's business
    READ_PORTFOLIO = "read_portfolio"
    CREATE_PARTNER = "create_partner"
    READ_PARTNER = "read_partner"
    ENTER_FIGURES = "enter_figures"
    CONFIRM_EVIDENCE = "confirm_evidence"
    DECIDE_STANDING = "decide_standing"
    ENTER_ACCOMMODATION = "enter_accommodation"
    EXPORT_PORTFOLIO = "export_portfolio"
    READ_APPLICATION = "read_application"
    REVIEW_APPLICATION = "review_application"
    KEEP_TOKENS = "keep_tokens"
    WRITE_NOTE = "write_note"
    CHANGE_MANAGER = "change_manager"
    READ_ANY_MATERIAL = "read_any_material"
    READ_CONTENT_STATE = "read_content_state"
    READ_STATISTICS = "read_statistics"
    READ_AUDIT = "read_audit"
    TRY_RULES = "try_rules"
    SEE_AS = "see_as"
    MARK_ANSWERS = "mark_answers"
    CHANGE_MARK = "change_mark"
    READ_ANSWERS = "read_answers"
    VOID_ATTEMPT = "void_attempt"
    # a demo instance only
    USE_DEMO = "use_demo"


EVERYBODY = frozenset({Permission.READ_PUBLIC, Permission.VERIFY_CERTIFICATE, Permission.SIGN_IN, Permission.USE_DEMO})
SIGNED_IN = frozenset({Permission.KEEP_OWN_ACCOUNT, Permission.READ_COURSE, Permission.READ_MATERIAL})
OWNED = frozenset({Permission.READ_CERTIFICATE})
"""What everybody who is signed in may do with their own: what a person earned stays theirs, whoever employs them, and if nobody does."""

O, C, P, A = Reach.OWN, Reach.PARTNER, Reach.PORTFOLIO, Reach.ALL  # noqa: E741 - one letter keeps the table a table
L, PA, PM, CA, AD, HD = (
    Role.LEARNER, Role.PARTNER_ADMIN, Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PROGRAMME_ADMIN, Role.HEAD,
)  # fmt: skip

POLICY: dict[Permission, dict[Role, Reach]] = {
    Permission.LEARN:              {L: O, PA: O, PM: O, CA: O, AD: O, HD: O},
    Permission.TAKE_QUIZ:          {L: O, PA: O},
    Permission.READ_CERTIFICATE:   {      PA: C, PM: P,        AD: A, HD: A},
    Permission.READ_TIER:          {L: C, PA: C, PM: P,        AD: A, HD: A},
    Permission.ACCEPT_AGREEMENT:   {      PA: C},
    Permission.READ_EVIDENCE:      {      PA: C, PM: P,        AD: A, HD: A},
    Permission.SUBMIT_EVIDENCE:    {      PA: C},
    Permission.ACKNOWLEDGE_RULES:  {      PA: C},
    Permission.READ_TEAM:          {      PA: C, PM: P,        AD: A, HD: A},
    Permission.READ_PERSON:        {L: O, PA: C, PM: P, CA: O, AD: A, HD: A},
    Permission.INVITE:             {      PA: C, PM: P,        AD: A},
    Permission.CHANGE_TEAM:        {      PA: C, PM: P,        AD: A},
    Permission.ASK_FOR_MANAGER:    {      PA: C},
    Permission.READ_PORTFOLIO:     {             PM: P,        AD: A, HD: A},
    Permission.CREATE_PARTNER:     {             PM: P,        AD: A},
    Permission.READ_PARTNER:       {             PM: P,        AD: A, HD: A},
    Permission.ENTER_FIGURES:      {             PM: P,        AD: A},
    Permission.CONFIRM_EVIDENCE:   {             PM: P,        AD: A},
    Permission.DECIDE_STANDING:    {             PM: P,        AD: A},
    Permission.ENTER_ACCOMMODATION: {           PM: P,        AD: A},
    Permission.EXPORT_PORTFOLIO:   {             PM: P,        AD: A, HD: A},
    Permission.READ_APPLICATION:   {             PM: A,        AD: A, HD: A},
    Permission.REVIEW_APPLICATION: {             PM: A,        AD: A},
    Permission.KEEP_TOKENS:        {             PM: O,        AD: A},
    Permission.WRITE_NOTE:         {             PM: P,        AD: A},
    Permission.CHANGE_MANAGER:     {                           AD: A},
    Permission.READ_ANY_MATERIAL:  {             PM: A, CA: A, AD: A, HD: A},
    Permission.READ_CONTENT_STATE: {                    CA: A, AD: A, HD: A},
    Permission.READ_STATISTICS:    {                    CA: A, AD: A},
    Permission.READ_AUDIT:         {                           AD: A, HD: A},
    Permission.TRY_RULES:          {                           AD: A, HD: A},
    Permission.SEE_AS:             {                           AD: A},
    Permission.MARK_ANSWERS:       {                    CA: A, AD: A},
    Permission.CHANGE_MARK:        {                           AD: A},
    Permission.READ_ANSWERS:       {                    CA: A, AD: A},
    Permission.VOID_ATTEMPT:       {                           AD: A},
}  # fmt: skip
"""How far each role's permission reaches; a role that is not named has none."""


def may(actor: Actor, permission: Permission) -> bool:
    """Whether `actor` has the permission for anything at all: the door of a page without an object."""
    if permission in EVERYBODY:
        return True
    if permission in SIGNED_IN:
        return actor.signed_in
    return bool(reaches(actor, permission))


def may_on(actor: Actor, permission: Permission, thing: Placement) -> bool:
    """Whether `actor` has the permission for the thing that stands at `thing`."""
    if permission in EVERYBODY or permission in SIGNED_IN:
        return may(actor, permission)
    return any(_covers(reach, actor, thing) for reach in reaches(actor, permission))


def reaches(actor: Actor, permission: Permission) -> frozenset[Reach]:
    """How far the actor's roles carry the permission; empty: not at all. Queries scope their rows by this."""
    if not actor.signed_in:
        return frozenset()
    row = POLICY.get(permission, {})
    own = {Reach.OWN} if permission in OWNED else set()
    return frozenset(own | {row[role] for role in actor.roles if role in row})


def _covers(reach: Reach, actor: Actor, thing: Placement) -> bool:
    match reach:
        case Reach.OWN:
            return actor.person is not None and thing.person == actor.person
        case Reach.PARTNER:
            own = actor.partner is not None and thing.partner == actor.partner
            return own or (thing.person is not None and thing.person == actor.person)
        case Reach.PORTFOLIO:
            return actor.person is not None and thing.manager == actor.person
        case _:  # Reach.ALL
            return True
