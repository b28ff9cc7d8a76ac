"""Which event leads to which mail and to whom, how long a mail waits after a failed try, and what fits into one line."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SUBJECT_LENGTH = 200
ERROR_LENGTH = 400
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long a mail waits after its first, second ... failed try."""
TRIES = len(WAITS) + 1
"""After so many failed tries a mail is given up."""
STRAY_AFTER = timedelta(minutes=10)
"""A mail that is being sent for longer than this lost its worker."""

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
ADDRESS_LENGTH = 254


class Reader(StrEnum):
    """Who gets a mail."""

    PERSON = "person"
    """whom the event concerns"""
    INVITED = "invited"
    """the address that was invited, which may be nobody's yet"""
    APPLICANT = "applicant"
    """the address that a company applied with"""
    ADMINS = "admins"
    """the partner's admins"""
    MANAGER = "manager"
    """the partner's manager"""
    VENDOR = "vendor"
    """whoever answers for the vendor: the partner's manager; the programme admins while it has none who is active and still one"""
    NAMED = "named"
    """the people whom the event names besides"""
    DECIDERS = "deciders"
    """the partner's admins; while it has none, whoever answers for the vendor"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that an event leads to: its folder in templates/email/ and its readers."""

    template: str
    to: tuple[Reader, ...]


MAILS: dict[str, tuple[Mail, ...]] = {
    "PasswordChanged": (Mail("password_changed", (Reader.PERSON,)),),
    "ErasureRequested": (Mail("erasure_requested", (Reader.PERSON,)),),
    "AuthenticatorAdded": (Mail("factor_added", (Reader.PERSON,)),),
    "AuthenticatorRemoved": (Mail("factor_removed", (Reader.PERSON,)),),
    "PasskeyAdded": (Mail("passkey_added", (Reader.PERSON,)),),
    "PasskeyRemoved": (Mail("factor_removed", (Reader.PERSON,)),),
    "FactorsReset": (Mail("factor_removed", (Reader.PERSON,)),),
    "RecoveryCodesMade": (Mail("recovery_codes_made", (Reader.PERSON,)),),
    "RecoveryCodeUsed": (Mail("recovery_code_used", (Reader.PERSON,)),),
    "TokenMade": (Mail("token_made", (Reader.PERSON,)),),
    "TokenRevoked": (Mail("token_revoked", (Reader.PERSON,)),),
    "PersonInvited": (Mail("invited", (Reader.INVITED,)),),
    "PersonJoined": (Mail("welcome", (Reader.PERSON,)), Mail("joined", (Reader.ADMINS,))),
    "PersonLeft": (Mail("left", (Reader.PERSON,)), Mail("colleague_left", (Reader.ADMINS,))),
    "LeavingPlanned": (Mail("left", (Reader.PERSON,)), Mail("colleague_left", (Reader.ADMINS,))),
    "LeavingWithdrawn": (Mail("leaving_withdrawn", (Reader.PERSON, Reader.ADMINS)),),
    "JoiningPlanned": (Mail("joining_planned", (Reader.PERSON, Reader.ADMINS)),),
    "JoiningCalledOff": (Mail("joining_called_off", (Reader.PERSON, Reader.ADMINS)),),
    "LastAdminLeft": (Mail("no_admin_left", (Reader.VENDOR,)),),
    "JoinAsked": (Mail("join_asked", (Reader.DECIDERS,)),),
    "JoinRefused": (Mail("join_refused", (Reader.PERSON,)),),
    "ApplicationReceived": (Mail("application_received", (Reader.APPLICANT,)),),
    "ApplicationRepeated": (Mail("application_received", (Reader.APPLICANT,)),),
    "ApplicationAsked": (Mail("application_asked", (Reader.APPLICANT,)),),
    "ApplicationDecided": (Mail("application_decided", (Reader.APPLICANT,)),),
    "ManagerChanged": (
        Mail("manager_changed", (Reader.ADMINS,)),
        Mail("partner_handed_over", (Reader.PERSON,)),
        Mail("partner_taken_over", (Reader.MANAGER,)),
    ),
    "ManagerRefused": (Mail("manager_kept", (Reader.PERSON,)),),
    "AttemptFailed": (Mail("attempt_failed", (Reader.PERSON,)),),
    "AttemptPassed": (Mail("attempt_marked", (Reader.PERSON,)),),
    "CertificateIssued": (Mail("certificate_issued", (Reader.PERSON,)),),
    "CertificateRevoked": (Mail("certificate_revoked", (Reader.PERSON,)),),
    "RuleChangeNoticed": (Mail("rule_change", (Reader.ADMINS,)),),
    "EvidenceSubmitted": (Mail("paper_submitted", (Reader.VENDOR,)),),
    "EvidenceConfirmed": (Mail("paper_confirmed", (Reader.ADMINS,)),),
    "EvidenceRefused": (Mail("paper_refused", (Reader.ADMINS,)),),
    "EvidenceWithdrawn": (Mail("paper_withdrawn", (Reader.VENDOR,)),),
    "EvidenceTakenBack": (Mail("paper_taken_back", (Reader.ADMINS,)),),
    "TierReached": (Mail("tier_reached", (Reader.ADMINS, Reader.MANAGER)),),
    "TierEligible": (Mail("tier_eligible", (Reader.ADMINS,)), Mail("tier_to_decide", (Reader.VENDOR,))),
    "TierLapsed": (Mail("tier_lapsed", (Reader.ADMINS, Reader.MANAGER)),),
    "TierAtRisk": (Mail("tier_rests_on_you", (Reader.NAMED,)), Mail("tier_at_risk", (Reader.ADMINS, Reader.MANAGER))),
    "TierInGrace": (Mail("tier_grace", (Reader.ADMINS, Reader.MANAGER)),),
    "TierProposed": (Mail("tier_proposed", (Reader.ADMINS,)), Mail("tier_to_decide", (Reader.VENDOR,))),
    "TierRecovered": (Mail("tier_recovered", (Reader.ADMINS, Reader.MANAGER)),),
    "TierKept": (Mail("tier_kept", (Reader.ADMINS, Reader.MANAGER)),),
    "TierLowered": (Mail("tier_lowered", (Reader.ADMINS, Reader.MANAGER)),),
    "TierLost": (Mail("tier_lost", (Reader.ADMINS, Reader.MANAGER)),),
}
"""The mails of each event, by the name of its class. Of failed attempts only those of exams are announced, of passed ones only those
without a certificate that somebody marked by hand, and was waited for; of tokens that end none that their person ended by hand."""

UNPROMPTED = ("address_old", "address_new", "address_taken", "address_changed", "address_stopped", "password_reset", "question", "erased",
              "personal_address", "personal_address_changed", "marking_waiting", "applications_waiting")  # fmt: skip
"""Mails that a person asks for on a page, the farewell, which is written while the address is still known, and what markers and
reviewers get once a day; no event leads to them."""

SILENT: dict[str, str] = {
    "AccommodationEntered": "whoever entered it speaks with the person; a mail would tell of it where others read along",
    "OutageFound": "the page of outages and the attempts themselves say it",
    "PersonCreated": "the invitation and the welcome speak for it",
    "ProfileChanged": "the person did it",
    "PersonActivated": "the administrator tells the person",
    "PersonDeactivated": "the administrator tells the person",
    "RoleGranted": "the administrator tells the person",
    "RoleRevoked": "the administrator tells the person",
    "RuleChangeAcknowledged": "the person did it; managers see who has not",
    "SignedIn": "happens every day",
    "SignedOut": "happens every day",
    "SignInFailed": "the person saw it; a mail would let a stranger fill a mailbox",
    "SecondFactorFailed": "the person saw it; a mail would let a stranger fill a mailbox",
    "PartnerCreated": "its manager did it",
    "AddressChangeAsked": "the mails with the links to both mailboxes say it",
    "AddressConfirmed": "the other mailbox has its own link",
    "AddressChangeStopped": "the mail to the mailbox that stays says it",
    "AddressChanged": "the mails to both mailboxes say it",
    "LookBegan": "the person reads it on the page of the account",
    "LookEnded": "the person reads it on the page of the account",
    "ApplicationReviewBegan": "the page of the application says it",
    "ApplicationScored": "the scorecard is the vendor's",
    "ApplicationAnswered": "the list of applications says it, and reviewers get one mail a day",
    "ApplicationSigned": "the invitation of the first admin, which follows, says it",
    "ApplicationWithdrawn": "the applicant did it, and the list of applications says it",
    "ManagerAsked": "the list of applications says it, and programme admins get one mail a day",
    "ManagerNoteWritten": "whoever looks after the partner reads it there",
    "InvitationWithdrawn": "the link says so when it is followed",
    "InvitationAccepted": "the joining that follows speaks for it",
    "JoinLinkMade": "whoever made it sees it",
    "JoinLinkTurnedOff": "whoever turned it off sees it",
    "JoinConfirmed": "the joining that follows speaks for it",
    "JoinTakenBack": "the page of the team says it",
    "PersonalAddressTakenBack": "the person did it",
    "PersonalAddressAsked": "the mail with the link says it",
    "PersonalAddressChanged": "the mail to the addresses that were known before says it",
    "ContactCardChanged": "the person did it",
    "ValuesEntered": "a tier that moves by it speaks for it",
    "AgreementAccepted": "a tier that moves by it speaks for it",
    "PathAssigned": "the welcome names the path and its due date",
    "LessonFinished": "the person is reading",
    "CourseFinished": "the person is reading",
    "PathCompleted": "the certificate's mail arrives at the same moment",
    "AttemptStarted": "the person is sitting in it",
    "AttemptWaiting": "the page of the result says it, and markers get one mail a day",
    "MarkingBegan": "nothing is decided yet",
    "KeysRead": "it stands in the log",
    "AnswersRead": "it stands in the log, with the kind of its reason",
    "AnswerMarked": "the grade speaks for it",
    "MarkChanged": "a certificate that is won by it speaks for it",
    "AttemptRepaired": "the page of the result says it, and the certificate's mail what was won",
    "AttemptVoided": "the page of the result says it, and the mail of a revoked certificate",
    "ProgrammePublished": "the tiers that move by it speak for it",
    "ReleasePublished": "content changes often",
    "ReleaseActivated": "content changes often",
    "MaterialOpened": "happens every day",
    "DataExported": "the person did it",
    "ErasureWithdrawn": "the person did it",
    "PersonErased": "the farewell is written before the address is gone",
    "ConsentGiven": "the person did it",
    "ConsentWithdrawn": "the person did it",
    "LogShortened": "the operator set the period",
}
"""Events that lead to no mail, and why."""


def templates() -> frozenset[str]:
    """All folders that templates/email/ must hold."""
    return frozenset(mail.template for mails in MAILS.values() for mail in mails) | frozenset(UNPROMPTED)


def wait_after(tries: int) -> timedelta | None:
    """How long a mail waits after `tries` failed tries; `None` when it is given up."""
    return WAITS[tries - 1] if tries < TRIES else None


def one_line(text: str, length: int = SUBJECT_LENGTH) -> str:
    """The text in one line of at most `length` characters: every control character and line separator becomes a space."""
    plain = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") else letter for letter in text)
    line = " ".join(plain.split(" ")).strip()
    line = re.sub(r" {2,}", " ", line)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def is_address(text: str) -> bool:
    """Whether the text is one plain mail address that can stand in a header: no name, no second address, no line break."""
    return len(text) <= ADDRESS_LENGTH and text.isprintable() and ADDRESS.fullmatch(text) is not None


def masked(text: str) -> str:
    """The text with each mail address in it cut to its first two letters and its host, fit for logs: `an…@severny.example`."""
    return re.sub(r"([^\s@<]{1,2})[^\s@]*(@[^\s@>]+)", r"\1…\2", text)
