"""Columns that say who did something to a row that is about somebody or something else."""

from lms.accounts.models import ApiToken, Look, PersonRole
from lms.audit.models import AuditEntry
from lms.core.text import msg
from lms.learning.models import Assignment
from lms.partners.applications.models import ApplicationScore, ApplicationStep
from lms.partners.managers.models import ManagerAssignment, ManagerNote, ManagerRequest
from lms.partners.models import (
    Employment,
    EvidenceItem,
    EvidenceStep,
    Invitation,
    MetricValue,
    Partner,
)
from lms.partners.requests.models import JoinLink, JoinRequest
from lms.programme.models import RuleNotice, StandingStep
from lms.quizzes.accommodations.models import AccommodationEntry
from lms.quizzes.models import AnswerMark, AttemptEvent, MarkingClaim
from lms.quizzes.replay import LogKind
from lms.releases.models import Activation, Release
from lms.reporting.inventory.shapes import Fate, Trace

TRACES: tuple[Trace, ...] = (
    Trace(column=PersonRole.granted_by, about=PersonRole.person_id, title=msg("Roles that you gave"), shows=("role", "granted_at")),
    Trace(column=Look.looker_id, title=msg("When you saw the academy as somebody else"), shows=("why", "began_at", "ended_at")),
    Trace(column=ApiToken.revoked_by, about=ApiToken.person_id, title=msg("Tokens of others that you revoked"), shows=("revoked_at",)),
    Trace(column=Partner.manager_id, title=msg("Companies that you look after"), shows=("name", "name_ru"), fate=Fate.BLANK),
    Trace(
        column=Employment.confirmed_by,
        about=Employment.person_id,
        title=msg("People whose place you confirmed"),
        shows=("partner_id", "confirmed_at"),
    ),
    Trace(
        column=Employment.ended_by, about=Employment.person_id, title=msg("People whose place you ended"), shows=("partner_id", "ends_on")
    ),
    Trace(column=JoinLink.made_by, title=msg("Join links that you made"), shows=("partner_id", "made_at")),
    Trace(
        column=JoinRequest.answered_by,
        about=JoinRequest.person_id,
        title=msg("Requests to join that you answered"),
        shows=("partner_id", "answered_at"),
    ),
    Trace(
        column=Invitation.invited_by, about=Invitation.person_id, title=msg("Invitations that you sent"), shows=("partner_id", "sent_at")
    ),
    Trace(
        column=MetricValue.entered_by, title=msg("Figures that you entered"), shows=("partner_id", "metric", "on", "value", "entered_at")
    ),
    Trace(
        column=AccommodationEntry.entered_by,
        about=AccommodationEntry.person_id,
        title=msg("Accommodations that you entered"),
        shows=("entered_at",),
    ),
    Trace(column=EvidenceItem.submitted_by, title=msg("Papers that you handed in"), shows=("partner_id", "kind", "year", "submitted_at")),
    Trace(column=EvidenceStep.by_id, title=msg("What you did to papers"), shows=("state", "at")),
    Trace(column=EvidenceItem.confirmed_by, title=msg("Papers that you confirmed"), shows=("partner_id", "kind", "year", "confirmed_at")),
    Trace(
        column=Assignment.assigned_by, about=Assignment.person_id, title=msg("Paths that you gave to others"), shows=("path", "assigned_at")
    ),
    Trace(
        column=AttemptEvent.by_id,
        title=msg("What you did to attempts of others"),
        shows=("at", "kind"),
        only=AttemptEvent.kind.in_((LogKind.MARKED, LogKind.REPAIRED, LogKind.VOIDED)),
    ),
    Trace(column=AnswerMark.marker_id, title=msg("Answers of others that you marked"), shows=("at",)),
    Trace(column=MarkingClaim.marker_id, title=msg("Attempts that you are marking now"), shows=("until",)),
    Trace(column=ApplicationStep.by_id, title=msg("What you did to applications of companies"), shows=("kind", "at")),
    Trace(column=ApplicationScore.author_id, title=msg("Points that you gave to applications"), shows=("criterion", "points", "at")),
    Trace(column=ManagerAssignment.manager_id, title=msg("When companies were given to you"), shows=("partner_id", "at")),
    Trace(column=ManagerAssignment.former_id, title=msg("When companies went on to somebody else"), shows=("partner_id", "at")),
    Trace(column=ManagerAssignment.by_id, title=msg("Companies that you gave to a manager"), shows=("partner_id", "at")),
    Trace(column=ManagerRequest.asked_by, title=msg("When you asked for another manager"), shows=("partner_id", "asked_at", "reason")),
    Trace(column=ManagerRequest.decided_by, title=msg("Wishes for another manager that you decided"), shows=("partner_id", "decided_at")),
    Trace(column=ManagerNote.author_id, title=msg("Notes that you wrote about companies"), shows=("partner_id", "at")),
    Trace(column=RuleNotice.acknowledged_by, title=msg("New rules that you acknowledged"), shows=("version", "acknowledged_at")),
    Trace(column=StandingStep.by_id, title=msg("What you decided on tiers"), shows=("partner_id", "kind", "at", "reason")),
    Trace(column=Release.published_by, title=msg("Content that you published"), shows=("published_at",)),
    Trace(column=Activation.by, title=msg("Content that you put into service"), shows=("at",)),
    Trace(
        column=AuditEntry.by, about=AuditEntry.person_id, title=msg("What the log says that you did"), shows=("at", "action", "partner_id")
    ),
)
"""Rows about others in which a person's number stands. The numbers stay after erasure: they lead to an account without a name."""
