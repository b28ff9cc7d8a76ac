"""Words planted in the rows of a drawn world: each stands in one column of one row, and whoever reads it has read that row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lms.core.ids import is_public_id
from lms.partners.applications.rules import Criterion
from tests.security.world import FREE, NOW

if TYPE_CHECKING:
    from tests.security.worlds import Building, Company, Row, Somebody

WORD = re.compile(r"word\d+-[a-z_]+\.[a-z_]+")
DAY, YEAR = timedelta(days=1), NOW.year
MANAGER, ADMIN = f"partner_manager{FREE}", "partner_admin"
ADMIN_AND_MANAGER, ADMIN_ALONE, MANAGER_ALONE = frozenset({ADMIN, MANAGER}), frozenset({ADMIN}), frozenset({MANAGER})
OWNER = frozenset({"whose it is"})

READERS: dict[str, frozenset[str]] = {
    "join_request.name": ADMIN_AND_MANAGER,
    "join_request.reason": OWNER,
    "evidence_item.note": ADMIN_AND_MANAGER,
    "evidence_item.link": ADMIN_AND_MANAGER,
    "evidence_step.reason": ADMIN_AND_MANAGER,
    "metric_value.reference": MANAGER_ALONE,
    "metric_value.reason": MANAGER_ALONE,
    "figure_import.name": OWNER,
    "standing_step.reason": ADMIN_AND_MANAGER,
    "rule_notice.name": ADMIN_ALONE,
    "manager_note.text": MANAGER_ALONE,
    "manager_request.reason": ADMIN_ALONE,
    "manager_request.answer": ADMIN_ALONE,
    "manager_assignment.said": MANAGER_ALONE,
    "person.personal_email": OWNER,
    "personal_address.email": OWNER,
    "address_change.new_email": OWNER,
    "application.company": MANAGER_ALONE,
    "application.contact": MANAGER_ALONE,
    "application.email": MANAGER_ALONE,
    "application_score.evidence": MANAGER_ALONE,
    "application_step.said": MANAGER_ALONE,
    "application_step.alone": MANAGER_ALONE,
}
"""By column, who of the near partner's people and its manager may read what is planted there, as `access.py` and the queries have it. A
learner reads none of it, but for what is their own. `OWNER`: nobody but whose it is."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One word: the column it stands in, whether it is the rival's, and whose it is where it is one person's."""

    column: str
    rival: bool
    owner: "Row | None" = None

    def may_read(self, visitor: str, person: int | None) -> bool:
        """Whether somebody may read it anywhere."""
        if self.owner is not None:
            return person == self.owner["id"]
        return not self.rival and visitor in READERS[self.column]


@dataclass(slots=True)
class Plants:
    """Plants the rows of one world, and remembers every word."""

    into: "Building"
    words: dict[str, Planted] = field(default_factory=dict)

    def word(self, column: str, *, rival: bool, owner: "Row | None" = None) -> str:
        """A word for a column; of an address it is the part before the sign."""
        word = f"word{len(self.words)}-{column}"
        self.words[word] = Planted(column, rival, owner)
        return f"{word}@home.example" if column.endswith("email") else word

    def partner(self, company: "Company", *, rival: bool) -> None:
        """Everything that a partner may have, with its words."""
        self._requests(company, rival=rival)
        self._papers(company, rival=rival)
        self._figures(company, rival=rival)
        self._notice(company, rival=rival)
        self._manager(company, rival=rival)

    def addresses(self, somebody: "Somebody", *, rival: bool) -> None:
        """A personal address, another one that waits for its mailbox, and a change of the address of sign-in."""
        person, rng, add = somebody.person, self.into.rng, self.into.add
        moments = {"asked_at": NOW, "expires_at": NOW + DAY}
        person["personal_email"] = self.word("person.personal_email", rival=rival, owner=person)
        if rng.random() < 0.7:
            waiting = {"email": self.word("personal_address.email", rival=rival, owner=person), "token_hash": "0" * 64, "asked_today": 1}
            add("personal_address", {"person_id": person["id"], **waiting, **moments}, rival=rival)
        if rng.random() < 0.7:
            new = self.word("address_change.new_email", rival=rival, owner=person)
            change = {"old_email": person["email"], "new_email": new, "old_hash": "0" * 64, "new_hash": "0" * 64, **moments}
            add("address_change", {"person_id": person["id"], **change}, rival=rival)

    def upload(self, row: "Row", person: "Row", *, rival: bool) -> None:
        """A file of figures bears a name of its own."""
        row["name"] = self.word("figure_import.name", rival=rival, owner=person)

    def said(self, company: "Company", tier: str, version: int, *, rival: bool) -> None:
        """The vendor's word about a tier, in its history."""
        word = {"kind": "kept", "before": tier, "after": tier, "reason": self.word("standing_step.reason", rival=rival)}
        at = self.into.ago()
        step = {**word, "at": at, "as_of": at.date(), "version": version, "by_id": company.manager.person["id"]}
        self.into.add("standing_step", {"partner_id": company.partner["id"], **step}, rival=rival)

    def applications(self) -> list[str]:
        """Companies that are no partners yet are the vendor's business: they are there with and without the rival."""
        return [self._application(state) for state in ("received", "in_review", "asked", "accepted", "declined")]

    def _requests(self, company: "Company", *, rival: bool) -> None:
        """Somebody without an employer asks to join; somebody else asked before and was refused."""
        partner, into = company.partner["id"], self.into
        token = {"token": company.partner["public_id"], "made_at": into.ago(), "made_by": None}
        company.door = into.add("join_link", {"partner_id": partner, **token}, rival=rival)["token"]
        for refused in (False, True):
            asker = into.person(rival=rival, partner=None)
            asker.person["name"] = asker.person["name_ru"] = self.word("join_request.name", rival=rival)
            asked = {"public_id": company.partner["public_id"], "sales": True, "technical": False, "asked_at": NOW, "expires_at": NOW + DAY}
            reason = self.word("join_request.reason", rival=rival, owner=asker.person)
            no = {"answer": "refused", "answered_at": NOW, "answered_by": company.manager.person["id"], "reason": reason}
            who = {"person_id": asker.person["id"], "partner_id": partner}
            row = into.add("join_request", {**who, **asked, **(no if refused else {})}, rival=rival)
            company.asked = company.asked if refused else row["public_id"]

    def _papers(self, company: "Company", *, rival: bool) -> None:
        """A paper that waits, one that is confirmed, one that was refused; each with its steps."""
        into, by, manager = self.into, company.people[0].person["id"], company.manager.person["id"]
        for number, state in enumerate(("submitted", "confirmed", "refused", "withdrawn")):
            words = {"note": self.word("evidence_item.note", rival=rival), "link": self.word("evidence_item.link", rival=rival)}
            paper = {"kind": "business_plan", "year": YEAR + 1 - number, "state": state, "submitted_by": by, "submitted_at": NOW - 2 * DAY}
            yes = {"confirmed_by": manager, "confirmed_at": NOW - DAY} if state == "confirmed" else {}
            empty = {"confirmed_by": None, "confirmed_at": None}
            fixed = {"partner_id": company.partner["id"], "public_id": company.partner["public_id"]}
            item = into.add("evidence_item", {**fixed, **paper, **words, **empty, **yes}, rival=rival)
            company.papers[state] = item["public_id"]
            first = {"state": "submitted", "at": NOW - 2 * DAY, "by_id": by, "reason": ""}
            then = {"state": state, "at": NOW - DAY, "by_id": by if state == "withdrawn" else manager}
            then["reason"] = self.word("evidence_step.reason", rival=rival) if state != "submitted" else ""
            for place, step in enumerate((first, then)[: 1 if state == "submitted" else 2], 1):
                into.add("evidence_step", {"item_id": item["id"], "number": place, **step}, rival=rival)

    def _figures(self, company: "Company", *, rival: bool) -> None:
        """A figure that was corrected, with the reason."""
        reference = self.word("metric_value.reference", rival=rival)
        fixed = {"partner_id": company.partner["id"], "metric": "trainings", "on": self.into.before(300), "reference": reference}
        who = {"entered_by": company.manager.person["id"], "entered_at": NOW - DAY, "source": "hand"}
        for number in (1, 2):
            reason = self.word("metric_value.reason", rival=rival)
            value = {"number": number, "latest": number == 2, "value": number, "struck": False, "reason": reason}
            self.into.add("metric_value", {**fixed, **who, **value}, rival=rival)

    def _notice(self, company: "Company", *, rival: bool) -> None:
        """What the partner is told of the coming rules; somebody who left since has read it, or nobody."""
        into, like = self.into, self.into.template.partner["rule_notice"][0]
        read: dict[str, Any] = {"acknowledged_at": None, "acknowledged_by": None}
        if into.rng.random() < 0.7:
            reader = into.person(rival=rival, partner=None)
            reader.person["name"] = reader.person["name_ru"] = self.word("rule_notice.name", rival=rival)
            read = {"acknowledged_at": NOW - DAY, "acknowledged_by": reader.person["id"]}
        row = into.add("rule_notice", {**like, "partner_id": company.partner["id"], "created_at": NOW - 2 * DAY, **read}, rival=rival)
        company.notice = row["public_id"]

    def _manager(self, company: "Company", *, rival: bool) -> None:
        """Notes, a hand-over, a request for somebody else that was answered, and one that waits."""
        add, manager, partner = self.into.add, company.manager.person["id"], {"partner_id": company.partner["id"]}
        note = {"author_id": manager, "at": NOW - DAY, "text": self.word("manager_note.text", rival=rival)}
        add("manager_note", {**partner, **note}, rival=rival)
        over = {"manager_id": manager, "said": self.word("manager_assignment.said", rival=rival), "at": NOW - 3 * DAY, "by_id": None}
        add("manager_assignment", {**partner, **over, "former_id": None}, rival=rival)
        for answered in (True, False):
            reason, answer = (self.word(f"manager_request.{name}", rival=rival) for name in ("reason", "answer"))
            asked = {"asked_by": company.people[0].person["id"], "asked_at": NOW - 2 * DAY, "reason": reason}
            no = {"granted": False, "answer": answer, "decided_at": NOW - DAY} if answered else {"granted": None, "answer": ""}
            add("manager_request", {**partner, "public_id": company.partner["public_id"], **asked, **no}, rival=rival)

    def _application(self, state: str) -> str:
        """A company that applied, with steps and scorecard."""
        add = self.into.add
        names = {name: self.word(f"application.{name}", rival=False) for name in ("company", "contact", "email")}
        ends = {"closed_at": NOW if state == "declined" else None, "partner_id": None, "agreement_version": None}
        fixed = {"public_id": self.into.template.partner["partner"][0]["public_id"], "site": "somewhere.example", "language": "en"}
        row = add("application", {**fixed, **names, "state": state, "received_at": NOW - 3 * DAY, **ends}, rival=False)
        one, by = {"application_id": row["id"]}, {"by_id": self.into.vendor["id"]}
        add("application_type", {**one, "type": "reseller"}, rival=False)
        for criterion in Criterion:
            words = {"evidence": self.word("application_score.evidence", rival=False), "link": ""}
            score = {"criterion": criterion, "points": 3, "author_id": by["by_id"], "at": NOW - DAY}
            add("application_score", {**one, **score, **words}, rival=False)
        for kind in ("received", *((state,) if state in ("asked", "accepted", "declined") else ())):
            words = {name: self.word(f"application_step.{name}", rival=False) for name in ("said", "alone")}
            add("application_step", {**one, "kind": kind, "at": NOW - DAY, **by, **words}, rival=False)
        assert is_public_id(row["public_id"])
        return str(row["public_id"])


def words_in(text: str) -> Iterator[str]:
    """The planted words of a text."""
    yield from WORD.findall(text)
