"""Random worlds of two partners that know nothing of each other: every row belongs to the near partner and its people, or to the rival.

A person is the copy of one who came about in the small world by the services themselves (`tests/security/world.py`), with everything that
such a person has in any table, so that a new table is drawn without a line here; then chance changes it.
"""

import hashlib
from base64 import b32encode
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from lms import tables
from lms.access import Role
from lms.accounts.rules import token_hash
from lms.core.ids import ALPHABET, PUBLIC_LENGTH, is_public_id
from lms.partners.rules import PartnerType
from lms.publishing.library import Library
from tests.security.columns import fresh_columns, names_rows_of
from tests.security.plants import Planted, Plants
from tests.security.world import ABSENT, CSRF, NOW

Row = dict[str, Any]
TODAY = NOW.date()
NAMES = ("Anna Orlova", "Boris Ivanov", "Anna Orlova", "Vera Žižková", "Пётр Ёлкин", "<b>Mallory</b>", "=1+1", "A")
COMPANIES = ("Vector", "Vector Group", "Вектор", "North & Sons", "vector", "Zed")
NEW_TRACK = ("sales", "technical", "is_admin")
ALONE = ("person", "employment", "web_session", "invitation", "personal_address", "address_change")
"""Tables of people whose rows are drawn, not copied."""
OF_ATTEMPTS = tuple(table.name for table in tables.metadata.sorted_tables if "attempt_id" in table.c and "person_id" not in table.c)
"""Tables that hold what belongs to an attempt, and so to its person: papers, logs, marks, files."""


@dataclass(frozen=True, slots=True, repr=False)
class Template:
    """What one person and one partner have, as the services made it: rows by table; and a session."""

    person: dict[str, list[Row]]
    partner: dict[str, list[Row]]
    session: Row
    library: Library

    def __repr__(self) -> str:
        """Short, because Hypothesis prints it."""
        return f"<copies of {self.person['person'][0]['email']}>"


@dataclass(frozen=True, slots=True)
class Owned:
    """A row and whose it is."""

    table: str
    values: Row
    rival: bool


@dataclass(slots=True)
class Somebody:
    """A person of a drawn world: the rows that stand in addresses, and the session."""

    person: Row
    cookie: str
    rows: dict[str, list[Row]]
    employment: Row | None = None


@dataclass(slots=True)
class Company:
    """A partner of a drawn world."""

    partner: Row
    manager: Somebody
    invitation: Row
    link: str
    people: list[Somebody] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    """by state"""
    notice: str = ABSENT
    door: str = ABSENT
    asked: str = ABSENT


@dataclass(slots=True, repr=False)
class Drawn:
    """One world: all its rows, and who is who in it. `movers` left the near partner for the rival."""

    rows: list[Owned]
    near: Company
    far: Company
    movers: list[Somebody]
    words: dict[str, Planted]
    applications: list[str]

    def __repr__(self) -> str:
        """Short, because Hypothesis prints it."""
        return f"<{len(self.near.people)} people here, {len(self.far.people)} there, {len(self.movers)} moved, {len(self.rows)} rows>"

    def of(self, *, rival: bool) -> dict[str, list[Row]]:
        """The rows by table: all of them, or those that are there without the rival."""
        found: dict[str, list[Row]] = defaultdict(list)
        for one in self.rows:
            if rival or not one.rival:
                found[one.table].append(one.values)
        return found


@st.composite
def worlds(draw: st.DrawFn, template: Template) -> Drawn:
    """A world in which the near partner has an admin, a learner and perhaps more, and the rival and those who moved have anything."""
    return Building(template, draw(st.randoms(use_true_random=False))).world()


class Building:
    """Collects the rows of one world."""

    def __init__(self, template: Template, rng: Random) -> None:
        self.template, self.rng = template, rng
        self.rows: list[Owned] = []
        self.serial = 0
        self.ids: dict[str, int] = defaultdict(int)
        self.plants = Plants(self)
        self.vendor: Row = {}
        """Who looks after applications."""

    def world(self) -> Drawn:
        """Everybody, then everything that chance adds, then ids in an order that nobody could count on."""
        rng = self.rng
        near, far = self.company(rival=False), self.company(rival=True)
        for company, admin, rival in ((near, True, False), (near, False, False), (far, True, True)):
            company.people.append(self.employee(company, rival=rival, is_admin=admin))
        for _ in range(rng.randint(0, 2)):
            near.people.append(self.employee(near, rival=False))
        for _ in range(rng.randint(0, 3)):
            far.people.append(self.employee(far, rival=True))
        movers = [self.mover(near, far) for _ in range(rng.randint(0, 2))]
        for _ in range(rng.randint(0, 1)):
            near.people.append(self.comer(far, near))
        for company, rival in ((near, False), (far, True)):
            self.business(company, rival=rival)
        self.invite_alike(near, far)
        self.vendor = near.manager.person
        applications = self.plants.applications()
        self.renumber()
        return Drawn(self.rows, near, far, movers, self.plants.words, applications)

    def add(self, table: str, values: Row, *, rival: bool) -> Row:
        """One more row, whose id and secrets are its own."""
        known = tables.metadata.tables[table]
        row = {name: value for name, value in values.items() if name in known.c}
        for name in fresh_columns(known):
            if isinstance(row.get(name), str):
                self.serial += 1
                row[name] = reshaped(row[name], self.serial)
        if known.autoincrement_column is not None:
            self.ids[table] += 1
            row["id"] = self.ids[table]
        self.rows.append(Owned(table, row, rival))
        return row

    def company(self, *, rival: bool) -> Company:
        """A partner with its manager and one open invitation whose link is known."""
        manager = self.person(rival=rival, partner=None)
        role = {"person_id": manager.person["id"], "role": Role.PARTNER_MANAGER, "granted_at": NOW, "granted_by": None}
        self.add("person_role", role, rival=rival)
        name = self.rng.choice(COMPANIES)
        named = {"name": name, "name_ru": self.rng.choice(("", name, "Вектор"))}
        values = {"manager_id": manager.person["id"], **named, "created_at": self.ago()}
        partner = self.add("partner", {**self.template.partner["partner"][0], **values}, rival=rival)
        self.add("partner_type", {"partner_id": partner["id"], "type": self.rng.choice(list(PartnerType))}, rival=rival)
        for product in self.some(("compute", "backup")):
            self.add("partner_product", {"partner_id": partner["id"], "product": product}, rival=rival)
        invitation, link = self.invitation(partner, rival=rival, email=f"guest{int(rival)}@new.example", open_=True)
        return Company(partner, manager, invitation, link)

    def employee(self, company: Company, *, rival: bool, is_admin: bool | None = None) -> Somebody:
        """Somebody who works there now."""
        found = self.person(rival=rival, partner=company.partner)
        admin = self.rng.random() < 0.2 if is_admin is None else is_admin
        found.employment = self.employment(found, company, {"starts_on": self.before(400), "is_admin": admin}, rival=rival)
        return found

    def mover(self, near: Company, far: Company) -> Somebody:
        """Somebody who left for the rival: what came about since they left is the rival's."""
        left = self.before(200)
        found = self.person(rival=False, partner=near.partner, until=left)
        self.employment(found, near, {"starts_on": left - timedelta(days=300), "ends_on": left}, rival=False)
        found.employment = self.employment(found, far, {"starts_on": left}, rival=True)
        self.belongings(found, far.partner, since=left, rival=True)
        return found

    def comer(self, far: Company, near: Company) -> Somebody:
        """Somebody who came from the rival: what they learned is theirs, the place they had there is the rival's."""
        came = self.before(200)
        found = self.person(rival=False, partner=near.partner)
        self.employment(found, far, {"starts_on": came - timedelta(days=300), "ends_on": came}, rival=True)
        found.employment = self.employment(found, near, {"starts_on": came}, rival=False)
        return found

    def employment(self, somebody: Somebody, company: Company, values: Row, *, rival: bool) -> Row:
        """A place at a partner."""
        tracks = {name: self.rng.random() < 0.5 for name in NEW_TRACK}
        owner = {"person_id": somebody.person["id"], "partner_id": company.partner["id"], "confirmed_by": None, "ended_by": None}
        return self.add("employment", {**self.template.person["employment"][0], **tracks, **owner, **values}, rival=rival)

    def person(self, *, rival: bool, partner: Row | None, until: date | None = None) -> Somebody:
        """A person with a session and with one thing of every kind."""
        rng, template = self.rng, self.template
        values = {
            "email": f"p{self.ids['person']}@{rng.choice(('one', 'two'))}.example", "name": rng.choice(NAMES),
            "name_ru": rng.choice(("", "Анна Орлова")), "language": rng.choice(("en", "ru")),
            "last_seen_at": rng.choice((None, self.ago(), self.ago())), "created_at": self.ago(),
        }  # fmt: skip
        row = self.add("person", {**template.person["person"][0], **values}, rival=rival)
        cookie = f"cookie-of-{row['id']}"
        data = {"_user_id": row["fs_uniquifier"], "csrf_token": CSRF}
        session = self.add("web_session", {**template.session, "person_id": row["id"], "data": data}, rival=rival)
        session["token_hash"] = token_hash(cookie)
        found = Somebody(row, cookie, defaultdict(list))
        self.plants.addresses(found, rival=rival)
        self.copies(found, partner, rival=rival)
        self.belongings(found, partner, since=until - timedelta(days=300) if until else self.before(300), rival=rival, until=until)
        return found

    def copies(self, somebody: Somebody, partner: Row | None, *, rival: bool) -> None:
        """All that the person of the template has, in every table."""
        attempts: dict[int, int] = {}
        owner = {"person_id": somebody.person["id"], "by": somebody.person["id"]}
        employer = {"partner_id": partner["id"] if partner else None}
        for table, rows in self.template.person.items():
            if table in ALONE or table in OF_ATTEMPTS:
                continue
            for row in rows:
                if self.rng.random() < 0.3 and table in ("assignment", "lesson_progress", "outbox_mail", "audit_entry"):
                    continue
                kept = {name: value for name, value in (owner | employer).items() if name in row}
                nobody = {name: None for name in row if name.endswith("_by")}
                copy = self.add(table, {**row, **nobody, **kept}, rival=rival)
                somebody.rows[table].append(copy)
                if table == "figure_import":
                    self.plants.upload(copy, somebody.person, rival=rival)
                if table == "attempt":
                    attempts[row["id"]] = copy["id"]
        for table in OF_ATTEMPTS:
            for row in self.template.person[table]:
                who = {name: somebody.person["id"] for name in ("by_id", "marker_id") if row.get(name) is not None}
                self.add(table, {**row, **who, "attempt_id": attempts[row["attempt_id"]]}, rival=rival)

    def belongings(self, somebody: Somebody, partner: Row | None, *, since: date, rival: bool, until: date | None = None) -> None:
        """What chance adds from a day on, up to another one: certificates, lessons, courses, openings of materials."""
        rng, library, person = self.rng, self.template.library, somebody.person["id"]
        days = max(1, ((until or TODAY) - since).days)
        held = {row.values["certification"] for row in self.rows if row.table == "certificate" and row.values["person_id"] == person}
        for certification in self.some(sorted(set(library.certifications.items) - held)):
            self.certificate(somebody, certification, since + timedelta(days=rng.randrange(days)), rival=rival)
        done = {
            (row.table, row.values["course"], row.values.get("lesson"))
            for row in self.rows
            if row.table in ("lesson_progress", "course_completion") and row.values["person_id"] == person
        }
        for course in self.some(list(library.catalogue.courses.values())):
            at = NOW - timedelta(days=(TODAY - since).days - rng.randrange(days))
            common = {"person_id": person, "course": course.id, "revision": library.catalogue.revisions[course.id], "completed_at": at}
            if ("course_completion", course.id, None) not in done and rng.random() < 0.6:
                self.add("course_completion", common, rival=rival)
            for lesson in course.lessons[:2]:
                if ("lesson_progress", course.id, lesson.id) not in done:
                    seen = {"lesson": lesson.id, "place": "", "percent": 100, "first_seen_at": at, "seen_at": at}
                    self.add("lesson_progress", {**common, **seen}, rival=rival)
        for _ in range(rng.randint(0, 2)):
            at, employer = NOW - timedelta(days=rng.randrange(days)), partner["id"] if partner else None
            opened = {"material": "objection-card", "version": 1, "file": "", "action": "view", "person_id": person, "partner_id": employer}
            self.add("material_access", {**opened, "at": at}, rival=rival)

    def certificate(self, somebody: Somebody, certification: str, day: date, *, rival: bool) -> None:
        """A certificate: valid, ending soon, ended or revoked."""
        ends = self.rng.choice((None, day + timedelta(days=730), TODAY + timedelta(days=20), day + timedelta(days=1)))
        at = NOW - timedelta(days=(TODAY - day).days)
        revoked = {"revoked_at": at + timedelta(hours=1), "revoked_reason": "a mistake"} if self.rng.random() < 0.15 else {}
        values = {"person_id": somebody.person["id"], "certification": certification, "issued_at": at, "expires_on": ends, **revoked}
        self.add("certificate", {**self.template.person["certificate"][0], **values}, rival=rival)

    def business(self, company: Company, *, rival: bool) -> None:
        """Everything that bears a word, figures, the agreement, the standing, invitations of all kinds, mails and lines of the log."""
        rng, partner, admin = self.rng, company.partner["id"], company.people[0].person["id"]
        for number, metric in enumerate(self.some(("active_projects", "delivered_migrations", "trainings", "csat"))):
            figure = {"metric": metric, "on": self.before(300), "reference": f"r{number}", "value": rng.randint(1, 9), "source": "csv"}
            who = {"entered_by": company.manager.person["id"], "entered_at": self.ago()}
            self.add("metric_value", {"partner_id": partner, **figure, **who}, rival=rival)
        if rng.random() < 0.7:
            accepted = {"version": rng.choice((3, 2)), "text_hash": "0" * 64, "person_id": admin, "accepted_at": self.ago()}
            self.add("agreement_acceptance", {"partner_id": partner, **accepted}, rival=rival)
        self.plants.partner(company, rival=rival)
        self.standing(company, rival=rival)
        for at in range(rng.randint(0, 3)):
            self.invitation(company.partner, rival=rival, email=f"asked{at}@new.example", open_=rng.random() < 0.5)
        for table in ("outbox_mail", "audit_entry"):
            for row in self.some(self.template.partner.get(table, [])):
                self.add(table, {**row, **{name: partner for name in ("partner_id",) if name in row}}, rival=rival)

    def standing(self, company: Company, *, rival: bool) -> None:
        """Where the partner stood until today, so that the review has something to raise, to warn of or to leave."""
        partner = company.partner["id"]
        tier = self.rng.choice((None, "start", "silver", "gold"))
        tier = tier if tier in self.tiers else None
        risk = self.before(40) if tier and self.rng.random() < 0.4 else None
        state = "grace" if risk else "met" if tier else "none"
        held = {
            "tier": tier, "since": self.ago() if tier else None, "state": state, "failing_since": risk,
            "grace_until": risk, "eligible": None, "first_false_on": None,
        }  # fmt: skip
        self.add("standing", {**self.template.partner["standing"][0], "partner_id": partner, **held}, rival=rival)
        version = self.template.partner["standing"][0]["version"]
        self.plants.said(company, tier or "start", version, rival=rival)
        if tier:
            at = self.ago()
            change = {"kind": "reached", "before": None, "after": tier, "at": at, "as_of": at.date(), "version": version}
            self.add("standing_step", {"partner_id": partner, **change}, rival=rival)

    @property
    def tiers(self) -> set[str]:
        """The tiers of the programme."""
        programme = self.template.library.programme
        return {str(tier.id) for tier in programme.tiers} if programme else set()

    def invitation(self, partner: Row, *, rival: bool, email: str, open_: bool) -> tuple[Row, str]:
        """An invitation that waits, past its date or taken back; and the secret of its link."""
        sent = self.ago(30)
        ended = {} if open_ else {"withdrawn_at": NOW}
        nobody = {"accepted_at": None, "person_id": None, "invited_by": None}
        values = {"partner_id": partner["id"], "email": email, "created_at": sent, **nobody}
        moments = {"sent_at": sent, "expires_at": sent + timedelta(days=31 if email.startswith("guest") else 14)}
        row = self.add("invitation", {**self.template.person["invitation"][0], **values, **moments, **ended}, rival=rival)
        link = f"link-of-invitation-{row['id']}".ljust(43, "x")
        row["token_hash"] = hashlib.sha256(link.encode()).hexdigest()
        return row, link

    def invite_alike(self, near: Company, far: Company) -> None:
        """The rival invites whom the near partner employs or invites, and the other way round."""
        for somebody in self.some(near.people):
            self.invitation(far.partner, rival=True, email=somebody.person["email"], open_=True)
        for somebody in self.some(far.people):
            self.invitation(near.partner, rival=False, email=somebody.person["email"], open_=True)
        self.invitation(far.partner, rival=True, email=near.invitation["email"], open_=True)

    def renumber(self) -> None:
        """Shuffle the ids of each table, so that the rows of both partners lie between each other."""
        final = {}
        for table, count in self.ids.items():
            order = list(range(1, count + 1))
            self.rng.shuffle(order)
            final[table] = dict(zip(range(1, count + 1), order, strict=True))
        for one in self.rows:
            for name, target in names_rows_of(tables.metadata.tables[one.table]).items():
                if one.values.get(name) is not None and target in final:
                    one.values[name] = final[target].get(one.values[name], one.values[name])

    def some(self, of: Any) -> list[Any]:
        """Some of them, in their order."""
        return [one for one in of if self.rng.random() < 0.5]

    def before(self, days: int) -> date:
        """A day before today."""
        return TODAY - timedelta(days=self.rng.randint(1, days))

    def ago(self, days: int = 200) -> Any:
        """A moment before now."""
        return NOW - timedelta(days=self.rng.randint(1, days))


def template_of(rows: dict[str, list[Row]], person: str, partner: str, library: Library) -> Template:
    """What a person and a partner have in a world, named by their public ids."""
    human = next(row for row in rows["person"] if row["public_id"] == person)
    firm = next(row for row in rows["partner"] if row["public_id"] == partner)
    own: dict[str, list[Row]] = {"person": [human]}
    business: dict[str, list[Row]] = {"partner": [firm]}
    for table, found in rows.items():
        if held := [row for row in found if row.get("person_id") == human["id"]]:
            own[table] = held
        elif shared := [row for row in found if row.get("partner_id") == firm["id"]]:
            business[table] = shared
    sittings = {row["id"] for row in own["attempt"]}
    own |= {table: [row for row in rows[table] if row["attempt_id"] in sittings] for table in OF_ATTEMPTS}
    return Template(own, business, rows["web_session"][0], library)


def reshaped(text: str, serial: int) -> str:
    """Another text of the same form: a public id, a hash, a code, an address."""
    digest = hashlib.sha256(f"{serial}".encode())
    if is_public_id(text) or text == ABSENT:
        number = int.from_bytes(digest.digest(), "big")
        return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(PUBLIC_LENGTH))
    if len(text) == 26 and text.isupper():
        return b32encode(digest.digest()[:16]).decode().rstrip("=")
    return text if "@" in text else digest.hexdigest()[: len(text)]
