"""Reads the certifications of certificates/ into the values of `rules`, with located faults; certificates/README.md is the manual."""

from collections import defaultdict
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from lms.certificates.rules import NO_COURSE, Anchor, Certification, Certifications, Need, Validity
from lms.core.content.faults import Position
from lms.core.content.languages import Item, Line, read_item
from lms.core.content.naming import is_id
from lms.core.content.passage import Reading, in_circles
from lms.core.content.schema import Schema, TextList
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, msg
from lms.courses.rules import Track

FOLDER = "certificates"
HELD = msg("The folder holds programme.yaml, consents.yaml, certifications such as name.md, and designs such as designs/plain.typ.")
READ_ELSEWHERE = {"programme.yaml", "consents.yaml"}
"""Files of the folder that the packages programme and privacy read."""


class NeedSchema(Schema):
    """One need: a course or a certification."""

    course: str | None = None
    certification: str | None = None


class ValiditySchema(Schema):
    """How long a certificate counts."""

    months: int = Field(ge=1, le=600)
    anchor: Anchor = Field(alias="from")
    course: str | None = None


class RenewalSchema(Schema):
    """When one may renew."""

    opens_days_before: int = Field(default=60, ge=0, le=3660)
    open_days_after: int = Field(default=0, ge=0, le=3660)


class SpokenCertification(Schema):
    """What a translation repeats."""

    title: Line
    summary: Line
    abilities: list[Line] = Field(min_length=1)


class CertificationSchema(SpokenCertification):
    """The front matter of a certification."""

    code: Line
    track: Track
    needs: Annotated[list[NeedSchema], BeforeValidator(lambda value: value or [])] = Field(default_factory=list)
    exam: str | None = None
    validity: Annotated[ValiditySchema | None, BeforeValidator(lambda value: None if value == "none" else value)]
    renewal: RenewalSchema = RenewalSchema()
    renews: TextList = Field(default_factory=list)
    counts: bool = True
    preparation_days: int = Field(default=10, ge=0, le=366)
    state: Literal["offered", "in_preparation"] = "offered"


CertificationItem = Item[CertificationSchema, SpokenCertification]


def read(reading: Reading) -> Certifications:
    """Read all certifications. What has faults is left out; ids that are named are noted as references."""
    items: dict[Slug, CertificationItem] = {}
    for name, paths in _files(reading).items():
        item = read_item(paths, CertificationSchema, SpokenCertification, reading)
        if item:
            items[Slug(name)] = item
    _check_codes_and_exams(items, reading)
    _check_circles(items, reading)
    return Certifications({slug: _certification(slug, item, reading) for slug, item in items.items()})


def _files(reading: Reading) -> dict[str, list[str]]:
    files: dict[str, list[str]] = defaultdict(list)
    for path in reading.tree.under(FOLDER):
        name = path.removeprefix(f"{FOLDER}/")
        if name in READ_ELSEWHERE or (name.startswith("designs/") and name.endswith(".typ")):
            continue
        stem, _, kind = name.rpartition(".")
        slug = next((stem.removesuffix(f".{one}") for one in LANGUAGES if stem.endswith(f".{one}")), stem)
        if kind == "md" and is_id(slug):
            files[slug].append(path)
        else:
            reading.faults.add(
                path, Position(), "FILE_UNEXPECTED", msg("This file is not read here."),
                HELD,
            )  # fmt: skip
    return files


def _certification(slug: Slug, item: CertificationItem, reading: Reading) -> Certification:
    head = item.head
    if head.exam is not None:
        reading.refer("exam", head.exam, item.path, item.place("exam"))
    elif head.state == "offered":
        reading.faults.add(
            item.path, item.place(), "EXAM_MISSING", msg("The certification is offered but names no exam."),
            msg("Add a line “exam: <quiz>”, or write “state: in_preparation”."),
        )  # fmt: skip
    for place, target in enumerate(head.renews):
        reading.refer("certification", target, item.path, item.place("renews", place))
    return Certification(
        id=slug,
        title=item.texts(lambda spoken: spoken.title),
        code=head.code,
        summary=item.texts(lambda spoken: spoken.summary),
        track=head.track.value,
        needs=_needs(item, reading),
        exam=None if head.exam is None else Slug(head.exam),
        validity=_validity(item, reading),
        renewal_opens_days_before=head.renewal.opens_days_before,
        renewal_open_days_after=head.renewal.open_days_after,
        renews=tuple(Slug(one) for one in head.renews),
        counts=head.counts,
        abilities=_abilities(item, reading),
        offered=head.state == "offered",
        body={language: one.html for language, one in item.shown(reading).items()},
        preparation_days=head.preparation_days,
    )


def _needs(item: CertificationItem, reading: Reading) -> tuple[Need, ...]:
    needs = []
    for place, need in enumerate(item.head.needs):
        named = [(kind, ref) for kind, ref in (("course", need.course), ("certification", need.certification)) if ref is not None]
        if len(named) != 1:
            reading.faults.add(
                item.path, item.place("needs", place), "NEED_SHAPE", msg("A need names one course or one certification."),
                msg("Write “- course: <id>” or “- certification: <id>”, each in an entry of its own."),
            )  # fmt: skip
            continue
        ((kind, ref),) = named
        reading.refer(kind, ref, item.path, item.place("needs", place, kind))
        needs.append(Need(kind, Slug(ref)))
    return tuple(needs)


def _validity(item: CertificationItem, reading: Reading) -> Validity | None:
    given = item.head.validity
    if given is None:
        return None
    if (given.anchor is Anchor.COURSE_RELEASE) != (given.course is not None):
        reading.faults.add(
            item.path, item.place("validity"), "VALIDITY_SHAPE",
            msg("A course is named exactly when the validity counts from its release."),
            msg("Write {months: 24, from: course_release, course: <id>} or {months: 24, from: issue}."),
        )  # fmt: skip
    if given.course is not None:
        reading.refer("course", given.course, item.path, item.place("validity", "course"))
    return Validity(given.months, given.anchor, Slug(given.course) if given.course else NO_COURSE)


def _abilities(item: CertificationItem, reading: Reading) -> tuple[dict[str, str], ...]:
    wanted = len(item.head.abilities)
    for page, spoken in item.spoken.values():
        if len(spoken.abilities) != wanted:
            reading.faults.add(
                page.file.path, page.head.place(("abilities",)), "TRANSLATION_DIFFERS",
                msg(
                    "%(file)s has %(wanted)s abilities, this translation %(given)s.",
                    file=item.path, wanted=wanted, given=len(spoken.abilities),
                ),
                msg("Translate each of them, in the same order."),
            )  # fmt: skip
    return tuple(
        {language: spoken.abilities[place] for language, (_, spoken) in item.spoken.items() if place < len(spoken.abilities)}
        for place in range(wanted)
    )


def _check_codes_and_exams(items: dict[Slug, CertificationItem], reading: Reading) -> None:
    codes: dict[str, str] = {}
    exams: dict[str, str] = {}
    for item in items.values():
        if item.head.code in codes:
            reading.faults.add(
                item.path, item.place("code"), "CODE_TWICE", msg("%(other)s has this code already.", other=codes[item.head.code]),
                msg("Give each certification a code of its own."),
            )  # fmt: skip
        if item.head.exam is not None and item.head.exam in exams:
            reading.faults.add(
                item.path, item.place("exam"), "EXAM_TWICE", msg("%(other)s has this exam already.", other=exams[item.head.exam]),
                msg("Give each certification an exam of its own."),
            )  # fmt: skip
        codes.setdefault(item.head.code, item.path)
        exams.setdefault(item.head.exam or "", item.path)


def _check_circles(items: dict[Slug, CertificationItem], reading: Reading) -> None:
    edges = {str(slug): [need.certification for need in item.head.needs if need.certification] for slug, item in items.items()}
    for slug in in_circles(edges):
        item = items[Slug(slug)]
        reading.faults.add(
            item.path, item.place("needs"), "NEED_CIRCLE", msg("What this certification needs leads back to it."),
            msg("Take out one of the needs, so that a learner can begin somewhere."),
        )  # fmt: skip
