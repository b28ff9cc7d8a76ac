"""What the public page shows: mission and types, the rules in force, the certifications, and what is open to everyone."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules import Certification
from lms.core.ids import Slug
from lms.materials.rules import Material
from lms.programme.queries import version_in_force
from lms.programme.rules import Programme
from lms.publishing.library import Library
from lms.quizzes.rules import Quiz
from lms.reporting.visitor import Visitor
from lms.web.learning.destinations import home_of as endpoint_of
from lms.web.presentation import spoken
from lms.web.public.prose import Meaning, Model, Scale, meanings_of, models_of, scales_of
from lms.web.public.reviews import reviews_of
from lms.web.public.table import Tiers, tiers_of


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
    scales: tuple[Scale, ...]
    meanings: tuple[Meaning, ...]
    review: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """Everything on the page; `rules` is `None` while nothing is published. `mission` is empty when the file says none."""

    mission: str
    models: tuple[Model, ...]
    rules: Rules | None
    offers: tuple[Offer, ...]
    samples: tuple[Sample, ...]
    stops: tuple[dict[str, str], ...]


def programme_page(library: Library, now: datetime) -> ProgrammePage:
    """The programme by the version in force, else by the one in the release; one statement."""
    programme = version_in_force(now.date()) or library.programme
    prose = library.programme or programme
    known = library.certifications.items.values()
    public = (one for one in library.materials.items.values() if one.public and not one.expired(now.date()))
    return ProgrammePage(
        mission=spoken(prose.mission) if prose else "",
        models=models_of(programme, prose) if programme and prose else (),
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
        scales=scales_of(programme), meanings=meanings_of(programme), review=tuple(reviews_of(programme)),
    )  # fmt: skip


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
