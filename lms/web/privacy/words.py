"""What a copy of one's own data says in words: a label for each column, and values as people read them."""

from datetime import date, datetime
from enum import Enum

from flask_babel import gettext as _

from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg
from lms.publishing.library import Library
from lms.web.audit.pages import details
from lms.web.audit.words import ACTIONS
from lms.web.presentation import ROLE_LABELS, moment, spoken

COLUMNS: dict[str, Message] = {
    "accepted_at": msg("Accepted"),
    "acknowledged_at": msg("Acknowledged on"),
    "action": msg("What"),
    "active": msg("Account open"),
    "added_at": msg("Added"),
    "added": msg("Entered anew"),
    "corrected": msg("Corrected"),
    "known": msg("Known already"),
    "submitted_at": msg("Handed in"),
    "address": msg("Address"),
    "agent": msg("Browser"),
    "agreement_version": msg("Version of the agreement"),
    "alone": msg("Reason for doing two things at once"),
    "author_id": msg("Who wrote it"),
    "answer": msg("Answer"),
    "answered_at": msg("Answered"),
    "answered_by": msg("Who answered"),
    "asked_today": msg("Mails sent within a day"),
    "left_at": msg("End carried out"),
    "personal_email": msg("Personal address"),
    "arrived_at": msg("Arrived"),
    "asked_at": msg("Asked"),
    "assigned_at": msg("Given on"),
    "at": msg("When"),
    "began_at": msg("Began"),
    "certification": msg("Certification"),
    "closed_at": msg("Closed"),
    "code": msg("Number"),
    "company": msg("Company"),
    "completed_at": msg("Finished"),
    "repeated_at": msg("Finished again"),
    "confirmed_at": msg("Confirmed"),
    "contact": msg("Contact"),
    "course": msg("Course"),
    "created_at": msg("Created"),
    "criterion": msg("Criterion"),
    "deadline_at": msg("Time limit"),
    "decided_at": msg("Decided"),
    "detail": msg("Details"),
    "done_at": msg("Done"),
    "due_at": msg("Due"),
    "due_on": msg("Due"),
    "earned": msg("Points"),
    "email": msg("Mail address"),
    "ended_at": msg("Ended"),
    "ends_on": msg("Last day before"),
    "entered_at": msg("Entered"),
    "evidence": msg("What the points rest upon"),
    "expires_at": msg("Ends"),
    "expires_on": msg("Valid until"),
    "file": msg("File"),
    "finished_at": msg("Finished"),
    "first_seen_at": msg("First opened"),
    "fs_uniquifier": msg("Name of the account in sessions"),
    "given": msg("Agreed"),
    "granted_at": msg("Given on"),
    "holder_name": msg("Name shown"),
    "holder_name_ru": msg("Name shown in Russian"),
    "hours": msg("Hours"),
    "hours_ru": msg("Hours in Russian"),
    "is_admin": msg("Partner admin"),
    "issued_at": msg("Issued"),
    "keep_name": msg("Name stays on certificates"),
    "kind": msg("Kind"),
    "last_seen_at": msg("Last seen"),
    "last_signs": msg("Last signs of the secret"),
    "last_used_on": msg("Last used"),
    "lesson": msg("Lesson"),
    "link": msg("Link"),
    "made_at": msg("Made"),
    "material": msg("Material"),
    "metric": msg("Figure"),
    "name": msg("Name"),
    "name_ru": msg("Name in Russian"),
    "new_confirmed_at": msg("Confirmed at the new address"),
    "new_email": msg("New address"),
    "note": msg("Note"),
    "number": msg("Attempt"),
    "old_confirmed_at": msg("Confirmed at the old address"),
    "old_email": msg("Old address"),
    "on": msg("Day"),
    "out_of": msg("Points possible"),
    "partner": msg("Company"),
    "passed": msg("Passed"),
    "password": msg("Password"),
    "password_set_at": msg("Password chosen"),
    "path": msg("Path"),
    "percent": msg("Percent"),
    "phone": msg("Phone"),
    "place": msg("Place on the page"),
    "position": msg("Position"),
    "proved_at": msg("Identity last proved"),
    "published_at": msg("Published"),
    "purpose": msg("Purpose"),
    "question": msg("Question"),
    "quiz": msg("Quiz"),
    "reason": msg("Reason"),
    "received_at": msg("Received"),
    "reply_to": msg("Answer to"),
    "requested_at": msg("Asked"),
    "revoked_at": msg("Revoked"),
    "revoked_reason": msg("Reason of revoking"),
    "revoked_by": msg("Who revoked it"),
    "revoked_with_attempt": msg("Revoked with the attempt that won it"),
    "role": msg("Role"),
    "sales": msg("Sales"),
    "saved_at": msg("Saved"),
    "scope": msg("Good for"),
    "secret": msg("Secret"),
    "seen_at": msg("Last opened"),
    "sent_at": msg("Sent"),
    "sign_count": msg("Times used"),
    "site": msg("Website or registration number"),
    "signed_in_at": msg("Last signed in"),
    "source": msg("Came from"),
    "started_at": msg("Begun"),
    "starts_on": msg("First day"),
    "state": msg("State"),
    "stopped_at": msg("Stopped"),
    "subject": msg("Subject"),
    "technical": msg("Technical"),
    "text": msg("Text"),
    "theme": msg("Theme"),
    "title": msg("Title"),
    "title_ru": msg("Title in Russian"),
    "token_hash": msg("Secret of the link or session"),
    "used_at": msg("Last used"),
    "value": msg("Value"),
    "version": msg("Version"),
    "why": msg("Reason"),
    "withdrawn_at": msg("Taken back"),
    "year": msg("Year"),
    "zone": msg("Time zone"),
    "extra_attempts": msg("More attempts"),
    "break_minutes": msg("Minutes of breaks"),
    "valid_until": msg("Valid up to"),
    "entered_by": msg("Entered by"),
    "ending": msg("How it ended"),
    "limit_seconds": msg("Time limit in seconds"),
    "closes_at": msg("End of the window"),
    "time_percent": msg("Time in percent of the limit"),
    "credit_seconds": msg("Seconds given back for outages"),
    "break_seconds": msg("Seconds of breaks allowed"),
    "break_used_seconds": msg("Seconds of breaks taken"),
    "paused_at": msg("Break since"),
    "reached": msg("Question reached"),
    "honour_hash": msg("Hash of the statement"),
    "void_reason": msg("Why it was voided"),
    "review_seen_at": msg("Review opened"),
    "flagged": msg("Flagged"),
    "points": msg("Points"),
    "said": msg("A random word, then the answer"),
    "digest": msg("Hash of the answer"),
    "hash": msg("Hash"),
    "type": msg("Type"),
    "size": msg("Size in bytes"),
    "uploaded_at": msg("Uploaded"),
    "removed_at": msg("Taken away"),
    "comment": msg("Comment"),
    "until": msg("Up to"),
    "sweep_at": msg("When it is closed"),
    "html": msg("Laid-out text"),
    "data": msg("Content of the session"),
    "counter": msg("Counter of codes"),
    "public_key": msg("Public key"),
    "credential_id": msg("Number of the key"),
    "code_hash": msg("Recovery code"),
    "holder_hash": msg("Keyed hash of the name"),
    "option_order": msg("Order of the options"),
    "by": msg("Who did it"),
    "granted_by": msg("Who gave it"),
    "confirmed_by": msg("Who confirmed it"),
    "ended_by": msg("Who set the end"),
    "invited_by": msg("Who invited"),
    "assigned_by": msg("Who gave it"),
    "looker_id": msg("Who looked"),
    "session_hash": msg("Session"),
}
"""One for each column that the page shows, and for those whose absence it explains."""


def value_in_words(library: Library, table: str, column: str, value: object) -> str:  # noqa: PLR0911 - one return a type
    """A value as people read it: titles instead of ids, moments in the person's zone."""
    if value is None or value in ("", [], {}):
        return "—"
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return moment(value)
        case date():
            return spoken(value)
        case dict():
            return spoken(value) if column == "partner" else "; ".join(f"{label}: {one}" for label, one in details(value))
        case list():
            return ", ".join(str(one) for one in value)
        case Enum():
            return _choice(value)
        case str():
            return spoken(_title(library, table, column, value) or value)
        case _:
            return spoken(value)


def _choice(value: Enum) -> str:
    found = next((label for role, label in ROLE_LABELS.items() if role is value), None) or CHOICES.get(str(value.value))
    return spoken(found) if found else str(value.value)


def _title(library: Library, table: str, column: str, value: str) -> Texts | Message | None:
    """What people call the thing with this id, as far as it is published now."""
    slug = Slug(value)
    known: dict[str, dict[Slug, object]] = {
        "course": dict(library.catalogue.courses), "path": dict(library.catalogue.paths), "quiz": dict(library.quizzes.quizzes),
        "certification": dict(library.certifications.items), "material": dict(library.materials.items),
    }  # fmt: skip
    if column == "action" and table.startswith("audit_entry"):
        return ACTIONS.get(value)
    title: Texts | None = getattr(known.get(column, {}).get(slug), "title", None)
    return title


CHOICES: dict[str, Message] = {
    "entered": msg("entered"), "confirmed": msg("confirmed"), "refused": msg("refused"), "withdrawn": msg("taken back"),
    "write:figures": msg("entering figures"),
    "hand": msg("by hand"), "csv": msg("from a file"), "api": msg("from another program"),
    "open": msg("open"), "submitted": msg("handed in"), "expired": msg("time ran out"), "auto": msg("as the system"), "light": msg("light"),
    "dark": msg("dark"), "view": msg("page opened"), "download": msg("downloaded"), "waiting": msg("waiting"), "sending": msg("being sent"),
    "sent": msg("sent"), "failed": msg("given up"), "exam": msg("exam"), "seed": msg("sample data"),
    "manual": msg("by hand"), "question": msg("you asked for help"), "fault": msg("a page seemed to be wrong"),
    "content": msg("to see the content as you do"), "name-on-verification": msg("name on the verification page"),
}  # fmt: skip
