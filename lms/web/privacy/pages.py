"""What the pages of one's own data show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.core.ids import PersonId, RevisionHash, Slug
from lms.core.settings import Settings
from lms.core.text import msg, nmsg
from lms.privacy.queries import choices_of, history_of, open_erasure
from lms.privacy.rules import ConsentState, Purpose, Said, consent_state, due_at
from lms.publishing.library import Library
from lms.reporting.succession import succession_of
from lms.reporting.visitor import Visitor
from lms.web.presentation import day_of, moment, spoken

HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One purpose: its text, whether it is ticked, and where the person stands in words."""

    name: str
    revision: RevisionHash
    title: str
    text: object
    ticked: bool
    changed: bool
    standing: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """`erased_at` is when the request falls due, `None` without one."""

    boxes: list[Box]
    erased_at: datetime | None
    keeps_name: bool
    periods: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """The boxes, and everything that was said before, newest first."""

    boxes: list[Box]
    history: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ErasurePage:
    """`due` is the day on which a request of now would be carried out; `refused`: why there can be none yet; `first`: what to do before."""

    due: date
    requested: bool
    refused: str
    first: list[str]
    log_kept: str


def data_page(library: Library, who: Visitor, settings: Settings) -> DataPage:
    """Where everything stands; two statements."""
    erasure = open_erasure(_me(who))
    periods = [
        (
            _("Answers in exams and practice"),
            _("%(days)s after the attempt, and after the end of its certificate", days=_days(settings.keep_answers)),
        ),
        (_("Mails"), _("%(days)s after they were sent", days=_days(settings.keep_mails))),
        (
            _("Name and address in an application that was declined or withdrawn"),
            _("%(days)s after that", days=_days(settings.keep_applications)),
        ),
        (_("Invitations that nobody accepted"), _("%(days)s after their end", days=_days(settings.keep_invitations))),
        (_("Changes of the mail address"), _("%(days)s after they ended", days=_days(settings.keep_sign_ins))),
        (_("The log of who did what"), _days(settings.keep_audit)),
    ]  # fmt: skip
    return DataPage(boxes(library, who), erasure.due_at if erasure else None, bool(erasure and erasure.keep_name), periods)


def consents_page(library: Library, who: Visitor) -> ConsentsPage:
    """The boxes and the history; two statements."""
    return ConsentsPage(boxes(library, who), [_said(library, one) for one in history_of(_me(who))])


def erasure_page(who: Visitor, now: datetime, settings: Settings) -> ErasurePage:
    """What is said before somebody asks; four statements."""
    person, left = _me(who), succession_of(_me(who), now.date())
    refused = _("You are the only programme admin. Ask the operator to make somebody else one; then your data can be erased.")
    first = []
    if left.left_alone:
        first.append(
            _("You are the only admin of %(company)s. Ask your partner manager to make a colleague one, or nobody there can invite people.",
              company=spoken(left.left_alone))
        )  # fmt: skip
    if left.managed:
        first.append(
            spoken(
                nmsg(
                    "You look after %(n)s company. It will have no manager until somebody takes it over.",
                    "You look after %(n)s companies. They will have no manager until somebody takes them over.",
                    left.managed,
                )
            )
        )
    requested = open_erasure(person) is not None
    return ErasurePage(day_of(due_at(now)), requested, refused if left.last_programme_admin else "", first, _days(settings.keep_audit))


def boxes(library: Library, who: Visitor) -> list[Box]:
    """One box for each purpose that has a text."""
    choices = choices_of(_me(who))
    shown = []
    for purpose in Purpose:
        text = library.consents.items.get(Slug(purpose.value))
        if text is None:
            continue
        revision, choice = library.consents.revisions[text.id], choices.get(purpose)
        state = consent_state(choice, revision)
        standing = {
            ConsentState.OPEN: _("You have not agreed."),
            ConsentState.GIVEN: _("You agreed on %(moment)s.", moment=moment(choice.at) if choice else ""),
            ConsentState.OUTDATED: _("The text has changed since you agreed, so that your consent counts no more."),
        }[state]
        ticked, changed = state is ConsentState.GIVEN, state is ConsentState.OUTDATED
        shown.append(Box(purpose.value, revision, spoken(text.title), text.text, ticked, changed, standing))
    return shown


def _said(library: Library, one: Said) -> dict[str, str]:
    text = library.consents.items.get(Slug(one.purpose.value))
    return {
        "at": moment(one.at), "purpose": spoken(text.title) if text else one.purpose.value,
        "said": _("agreed") if one.given else _("taken back"), "language": spoken(LANGUAGE_NAMES[one.language]),
        "text": one.text[:HASH_SHOWN],
    }  # fmt: skip


def _days(number: int) -> str:
    years, rest = divmod(number, 365)
    if years and not rest:
        return spoken(nmsg("%(n)s year", "%(n)s years", years))
    return spoken(nmsg("%(n)s day", "%(n)s days", timedelta(days=number).days))


def _me(who: Visitor) -> PersonId:
    return who.actor.person or PersonId(0)


LANGUAGE_NAMES = {"en": msg("English"), "ru": msg("Russian")}
