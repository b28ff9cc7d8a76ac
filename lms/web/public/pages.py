"""What the public page shows: the table of tiers, review and grace in words, the certifications, and what is open to everyone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification
from lms.core.ids import Slug
from lms.materials.rules import Material
from lms.programme.queries import version_in_force
from lms.programme.rules import Programme, Review
from lms.publishing.library import Library
from lms.quizzes.rules import Quiz
from lms.reporting.visitor import Visitor
from lms.web.context import language
from lms.web.learning.destinations import home_of as endpoint_of
from lms.web.presentation import spoken
from lms.web.public.table import Tiers, tiers_of

ANY_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Offer:
    """One certification: what it proves, how it is examined, how long it counts, and what it needs."""

    code: str
    title: str
    summary: str
    exam: str
    lasts: str
    needs: tuple[str, ...]
    offered: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A material that opens to everybody."""

    title: str
    summary: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in force: since when, the table, and what happens when things change."""

    version: int
    since: date
    notice: str
    tiers: Tiers
    review: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """Everything on the page; `rules` is `None` while nothing is published."""

    rules: Rules | None
    offers: tuple[Offer, ...]
    samples: tuple[Sample, ...]
    stops: tuple[dict[str, str], ...]


def programme_page(library: Library, now: datetime) -> ProgrammePage:
    """The programme by the version in force, else by the one in the release; one statement."""
    programme = version_in_force(now.date()) or library.programme
    known = library.certifications.items.values()
    public = (one for one in library.materials.items.values() if one.public and not one.expired(now.date()))
    return ProgrammePage(
        rules=_rules(programme) if programme else None,
        offers=tuple(_offer(library, one) for one in sorted(known, key=lambda one: (not one.offered, one.code))),
        samples=tuple(_sample(one) for one in public),
        stops=_stops(programme) if programme else (),
    )


def home_of(visitor: Visitor) -> str:
    """Where somebody who has signed in begins."""
    return url_for(endpoint_of(visitor.actor.roles, on_track=visitor.sales or visitor.technical) or "learning.home")


def _rules(programme: Programme) -> Rules:
    notice = ngettext(
        "Changes are announced %(num)s day ahead.", "Changes are announced %(num)s days ahead.", programme.notice_days
    )  # fmt: skip
    return Rules(
        version=programme.version, since=programme.effective_from, notice=notice, tiers=tiers_of(programme),
        review=tuple(_review(programme, programme.review)),
    )  # fmt: skip


def _review(programme: Programme, review: Review) -> Iterator[tuple[str, str]]:
    floor = programme.tier(review.floor)
    days = _(" and ").join(_day_of_year(one) for one in sorted(review.demote_on))
    yield _("Up at once"), _("A tier is reached on the day on which all its requirements hold. Nobody has to apply for it.")
    yield _("Down slowly"), ngettext(
        "When a requirement stops holding, you have %(num)s day to mend it. Only then, at a review (%(days)s), may the tier fall, and "
        "never without the partner manager's word.",
        "When a requirement stops holding, you have %(num)s days to mend it. Only then, at a review (%(days)s), may the tier fall, and "
        "never without the partner manager's word.",
        review.grace_days, days=days,
    )  # fmt: skip
    if floor is not None:
        yield _("Never below"), _("%(tier)s is not lost for lack of sales.", tier=spoken(floor.label))
    yield _("Rules with notice"), _(
        "New rules are published at least %(notice)s days before they apply; for rising, the old ones serve for another %(overlap)s days.",
        notice=programme.notice_days, overlap=programme.overlap_days,
    )  # fmt: skip
    yield _("Counted fairly"), _("One person fills one place. A certificate counts for the company at which its holder works on that day.")


def _day_of_year(text: str) -> str:
    return str(format_date(date.fromisoformat(f"{ANY_YEAR}-{text}"), "d MMMM", locale=language()))


def _offer(library: Library, one: Certification) -> Offer:
    quiz = library.quizzes.quizzes.get(one.exam) if one.exam else None
    lasts = ngettext("Counts for %(num)s month", "Counts for %(num)s months", one.validity.months) if one.validity else _("Never ends")
    needs = tuple(_title(library, need.kind, need.ref) for need in one.needs)
    return Offer(one.code, spoken(one.title), spoken(one.summary), _exam(quiz) if quiz else "", lasts, needs, one.offered)


def _exam(quiz: Quiz) -> str:
    count = sum(draw.take for draw in quiz.draw) or len(quiz.questions)
    questions = ngettext("%(num)s question", "%(num)s questions", count)
    if quiz.minutes is None:
        return str(_("%(questions)s, %(percent)s%% to pass", questions=questions, percent=quiz.pass_percent))
    minutes = ngettext("%(num)s minute", "%(num)s minutes", quiz.minutes)
    return str(_("%(questions)s, %(minutes)s, %(percent)s%% to pass", questions=questions, minutes=minutes, percent=quiz.pass_percent))


def _title(library: Library, kind: str, ref: Slug) -> str:
    course = library.catalogue.courses.get(ref) if kind == "course" else None
    certification = library.certifications.items.get(ref)
    return spoken(course.title if course else certification.title if certification else {"en": ref})


def _sample(one: Material) -> Sample:
    return Sample(spoken(one.title), spoken(one.summary), url_for("materials.material", material=one.id))


def _stops(programme: Programme) -> tuple[dict[str, str], ...]:
    """Three tiers of the map: the lowest, the one above it, and the highest; none when there are fewer."""
    if len(programme.tiers) < 3:
        return ()
    chosen = (programme.tiers[0], programme.tiers[1], programme.tiers[-1])
    return tuple({"name": spoken(tier.label), "meta": "", "mark": tier.mark.value} for tier in chosen)
