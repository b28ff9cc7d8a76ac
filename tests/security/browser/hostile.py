"""Content and people whose every text is a payload, published and stored as if everybody meant harm."""

import json
import re
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import Flask

from lms import tables
from lms.access import Role
from lms.core import clock
from lms.core.content.faults import Faults
from lms.core.content.passage import Passage
from lms.core.content.tree import Tree
from lms.core.db import db, transaction
from lms.core.ids import PartnerId, PersonId, Slug, new_public_id
from lms.partners import service as partners
from lms.partners.rules import Card, ValueSource, token_hash
from lms.publishing.rendering import Renderer
from lms.publishing.source import sample_tree
from tests.factories import Make
from tests.security.payloads import Payload, Shape, payloads

LINE = 380
"""A text on one line may have 400 characters."""
PLACE = "courses/programme-rules/09-hostile.md"
BODIES = 8
"""So many items of each kind hold the payloads in their bodies; all others only in what they are called."""
HEAVY = ("#", "- [", ">", "::", "```")
"""Beginnings of lines that mean something else in a quiz."""


def lines(limit: int = LINE, chosen: Sequence[Payload] = payloads()) -> list[str]:
    """All payloads, each on one line, several to a line as long as there is room."""
    found = [""]
    for payload in chosen:
        text = _typed(payload)
        if found[-1] and len(found[-1]) + len(text) >= limit:
            found.append("")
        found[-1] = f"{found[-1]} {text}".strip()
    return found


def readable() -> list[Payload]:
    """The payloads that a file of the content may hold at all; characters that hide, or turn the text round, are refused at reading."""
    kept = []
    for payload in payloads():
        faults = Faults()
        Tree({PLACE: _typed(payload).encode()}).text(PLACE, faults)
        if not faults.errors:
            kept.append(payload)
    return kept


def _typed(payload: Payload) -> str:
    return payload.line.replace("\x02", "").replace("\x03", "")


def publishable(*, inline: bool) -> list[Payload]:
    """The payloads that the check of content lets through; what leads nowhere or cannot be read is refused there already."""
    kept = []
    for payload in readable():
        faults, text = Faults(), payload.line if inline else payload.text
        renderer = Renderer(Tree(sample_tree_once().files | {PLACE: text.encode()}, "en"), faults)
        if inline:
            renderer.piece(text, PLACE, 1, inline=True)
        else:
            renderer(Passage(PLACE, 1, "en", text))
        renderer.finish()
        if not faults.errors and "\x02" not in payload.text and not payload.text.startswith("::check"):
            kept.append(payload)
    return kept


def sample_tree_once() -> Tree:
    """The sample, read once."""
    if not _kept:
        _kept.append(sample_tree())
    return _kept[0]


_kept: list[Tree] = []


def hostile_tree() -> Tree:
    """The sample content with courses, lessons, a quiz, certifications, materials, a path and a programme of payloads."""
    files, titles = dict(sample_tree_once().files), lines(chosen=readable())
    blocks = publishable(inline=False)
    for number, title in enumerate(titles):
        text = "\n\n".join(payload.text for payload in blocks[number::BODIES]) if number < BODIES else "Nothing."
        for ending in ("md", "ru.md"):
            files |= _course(number, title, text, ending)
            files |= _certification(number, title, text, ending) | _material(number, title, text, ending)
        files[f"materials/hostile-{number}/file.pdf"] = b"%PDF-1.4 nothing"
    for ending, base in (("md", True), ("ru.md", False)):
        files[f"quizzes/hostile.{ending}"] = _quiz(titles, base=base).encode()
    files["courses/paths/new-seller.yaml"] = _path(files["courses/paths/new-seller.yaml"].decode(), titles).encode()
    files["certificates/programme.yaml"] = _programme(files["certificates/programme.yaml"].decode(), titles).encode()
    return Tree(files, "en")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _course(number: int, title: str, text: str, ending: str) -> dict[str, bytes]:
    said = f"title: {_quoted(title)}\nsummary: {_quoted(title)}\n"
    whole = ending == "md"
    aim = f"objectives:\n  - {{id: hostile-{number}, text: {_quoted(title)}}}\n"
    course = f"---\n{said}{'track: sales' if whole else ''}\n{aim}---\n\n{text}\n"
    more = f"minutes: 5\nobjectives: [hostile-{number}]\n" if whole else ""
    return {
        f"courses/hostile-{number}/course.{ending}": course.encode(),
        f"courses/hostile-{number}/01-only.{ending}": f"---\n{said}{more}---\n\n{text}\n".encode(),
    }


def _certification(number: int, title: str, text: str, ending: str) -> dict[str, bytes]:
    said = f"title: {_quoted(title)}\nsummary: {_quoted(title)}\nabilities:\n  - {_quoted(title)}\n"
    more = f"code: {_quoted(f'H{number}<img src=x onerror=xss({number})>')}\ntrack: sales\nvalidity: none\nstate: in_preparation\n"
    return {f"certificates/hostile-{number}.{ending}": f"---\n{said}{more if ending == 'md' else ''}---\n\n{text}\n".encode()}


def _material(number: int, title: str, text: str, ending: str) -> dict[str, bytes]:
    said = f"title: {_quoted(title)}\nsummary: {_quoted(title)}\nchanged: {_quoted(title)}\n"
    more = (
        f"code: {_quoted(title)}\nkind: deck\nversion: 1\nowner: {{name: {_quoted(title)}, email: a@hostile.example}}\n"
        f"review_due: 2030-01-01\npublic: true\nfiles:\n  - {{file: file.pdf, language: en}}\n"
    )
    return {f"materials/hostile-{number}/material.{ending}": f"---\n{said}{more if ending == 'md' else ''}---\n\n{text}\n".encode()}


def _quiz(titles: Sequence[str], *, base: bool) -> str:
    """A practice quiz: the payloads in headings, bodies, options, reasons and explanations."""
    inline = _inline()
    blocks = [one.text for one in publishable(inline=False) if not any(line.strip().startswith(HEAVY) for line in one.text.split("\n"))]
    settings = "kind: practice\npass: 70\n" if base else ""
    text = [f"---\ntitle: {_quoted(lines(190)[0])}\n{settings}---\n\n" + "\n\n".join(blocks[::3])]
    for number, line in enumerate(inline):
        kind, tick = (" type=single", "x") if base else ("", " ")
        text.append(f"## {line} {{#h-{number}{kind}}}\n\n" + "\n\n".join(blocks[number :: len(inline)]))
        text.append(f"- [{tick}] {line} {{#a}}\n    > {line}\n- [ ] {line} {{#b}}\n    > {line}")
        text.append(f"> {line}")
    return "\n\n".join(text) + "\n"


def _inline() -> list[str]:
    return lines(chosen=[one for one in publishable(inline=True) if not one.line.endswith("}")])


def questions() -> int:
    """How many questions the hostile quiz has."""
    return len(_inline())


def _path(text: str, titles: Sequence[str]) -> str:
    both = f"{{en: {_quoted(titles[0])}, ru: {_quoted(titles[1])}}}"
    return re.sub(r"^(title|summary): .*$", lambda match: f"{match[1]}: {both}", text, flags=re.MULTILINE)


def _programme(text: str, titles: Sequence[str]) -> str:
    """Every label of the programme, and blocks in the agreement."""
    place = iter(range(10_000))

    def label(_match: re.Match[str]) -> str:
        number = next(place)
        first, second = titles[number % len(titles)], titles[(number + 1) % len(titles)]
        return f"label: {{en: {_quoted(first)}, ru: {_quoted(second)}}}"

    text = re.sub(r"label: \{en: [^}]*\}", label, text)
    text = re.sub(r"title: \{en: Partner agreement[^}]*\}", f"title: {{en: {_quoted(titles[2])}, ru: {_quoted(titles[3])}}}", text)
    blocks = "\n\n".join(payload.text for payload in publishable(inline=False) if payload.shape is not Shape.MARKDOWN)
    inserted = "\n".join(f"      {line}".rstrip() for line in blocks.split("\n"))
    return re.sub(r"( {4}(?:en|ru): \|\n)", lambda match: f"{match[1]}{inserted}\n\n", text)


def people(app: Flask) -> tuple[PartnerId, dict[str, PersonId]]:
    """A partner full of payloads with an admin, its manager with a portfolio of payloads, and a programme admin."""
    make, written = Make(app), [payload.text for payload in payloads()]
    manager, admin = make.person("manager@vendor.example", Role.PARTNER_MANAGER), make.person("admin@vendor.example", Role.PROGRAMME_ADMIN)
    near = make.partner("Near", manager)
    leader = make.member(near, "leader@near.example", admin=True, sales=True)
    make.agreement(near, leader)
    make.certificate(leader, "sf")
    with app.app_context(), transaction():
        now, today = clock.now(), clock.now().date()
        partners.set_contact_card(manager, Card(title=lines(110)[0], phone=lines(40)[0], hours=lines(80)[0]), now, manager)
        for number, text in enumerate(written):
            _partner(number, text, manager)
            _colleague(number, text, near, today)
            _invitation(number, text, near)
            _figure(number, text, near, today)
        for person, text in ((leader, written[5]), (manager, written[8]), (admin, written[9])):
            row = db.session.get_one(tables.accounts.Person, person)
            row.name, row.name_ru = text[:120], text[:120]
        db.session.get_one(tables.partners.Partner, near).name = written[8][:120]
    return near, {"leader": leader, "manager": manager, "admin": admin}


def _partner(number: int, text: str, manager: PersonId) -> None:
    db.session.add(
        tables.partners.Partner(
            public_id=new_public_id(), name=f"{text[:110]} {number}", name_ru=text[:120], manager_id=manager, created_at=clock.now()
        )
    )  # fmt: skip


def _colleague(number: int, text: str, partner: PartnerId, today: date) -> None:
    now = clock.now()
    person = tables.accounts.Person(
        public_id=new_public_id(),
        email=f"{text[:200].lower()}{number}@x.example",
        active=True,
        fs_uniquifier=f"hostile {number}",
        name=text[:120],
        name_ru=text[:120],
        language="en",
        zone="Europe/Moscow",
        theme="auto",
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    employment = tables.partners.Employment(
        public_id=new_public_id(),
        person_id=person.id,
        partner_id=partner,
        starts_on=today,
        confirmed_at=now,
        sales=True,
        created_at=now,
    )
    db.session.add(employment)


def _invitation(number: int, text: str, partner: PartnerId) -> None:
    now = clock.now()
    db.session.add(
        tables.partners.Invitation(
            public_id=new_public_id(), token_hash=token_hash(f"hostile {number}"), partner_id=partner,
            email=f"{text[:200].lower()}{number}", sales=True, language="en", created_at=now, sent_at=now,
            expires_at=now.replace(year=now.year + 1),
        )
    )  # fmt: skip


def _figure(number: int, text: str, partner: PartnerId, today: date) -> None:
    db.session.add(
        tables.partners.MetricValue(
            partner_id=partner,
            metric=Slug("active_projects"),
            on=today,
            reference=f"{text[:70]} {number}",
            value=1,
            source=ValueSource.HAND,
            reason=text[:400],
            entered_at=clock.now(),
        )
    )


def newest(app: Flask, of: str) -> str:
    """The public id of the colleague or certificate that came last."""
    table = {"person": tables.accounts.Person, "certificate": tables.certificates.Certificate}[of]
    with app.app_context():
        return str(db.session.scalar(sa.select(table.public_id).order_by(table.id.desc())))


def public_id_of(app: Flask, partner: PartnerId) -> str:
    """How addresses name a partner."""
    with app.app_context():
        return db.session.get_one(tables.partners.Partner, partner).public_id


def mails(app: Flask) -> list[str]:
    """The newest mails."""
    mail = tables.notifications.OutboxMail
    with app.app_context():
        return list(db.session.scalars(sa.select(mail.public_id).order_by(mail.id.desc()).limit(12)))


def code(app: Flask) -> str:
    """The code of a certificate."""
    with app.app_context():
        return str(db.session.scalar(sa.select(tables.certificates.Certificate.code)))
