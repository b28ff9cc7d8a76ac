"""Sample data for every macro: the shapes that the comments at the head of the macro files promise."""

from wtforms import BooleanField, EmailField, Form, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

STOPS: list[dict[str, object]] = [
    {"state": "done", "name": "Programme and rules", "href": "/rules", "meta": "Done 3 Nov"},
    {"state": "done", "name": "Gate 1: product check", "gate": True, "meta": "Passed, 88%"},
    {"state": "here", "name": "Selling Nimbus", "href": "/selling", "meta": "3 of 6 lessons", "p": 57},
    {"state": "todo", "name": "Call with your manager", "number": 4},
    {"state": "todo", "name": "Gate 2: exam", "gate": True},
    {"state": "locked", "name": "First deal", "meta": "Opens after gate 2"},
    {"state": "locked", "name": "Ready to sell", "end": True, "mark": "gold"},
]
UNMET: list[dict[str, object]] = [
    {"text": "Pass the exam Cloud sales foundation.", "href": "/exam", "link_text": "Go to the exam"},
    {"text": "Two more people are needed.", "value": 1, "max": 3, "note": "Anna sits it on Monday"},
]
REQUIREMENT: dict[str, object] = {
    "state": "half", "title": "4 people with Sales Essentials", "count": "2 of 4",
    "places": [
        {"state": "filled", "name": "Maria Dyachenko", "initials": "MD", "c": 7, "note": "expires 14 Jan", "href": "/maria"},
        {"state": "missing", "name": "Anna <Belova>", "initials": "AB", "note": "exam by 12 Dec"},
        {"state": "free", "name": "One more person"},
    ],
    "parts": [{"state": "done", "title": "Business plan", "note": "Confirmed 3 May"}, {"state": "todo", "title": "Rating", "unmet": UNMET}],
}  # fmt: skip
OPEN: dict[str, object] = {
    "type": "PPTX", "title": "Pitch deck", "summary": "Ten slides.", "href": "/pitch", "version": "v3", "locked": False, "unmet": [],
    "tags": [{"state": "ok", "text": "Updated 12 Nov"}], "actions": [{"text": "Download", "href": "/pitch/file", "icon": "download"}],
}  # fmt: skip
LOCKED: dict[str, object] = {
    "type": "PDF", "title": "Objection cards", "summary": "12 cards.", "locked": True, "unmet": UNMET, "tags": [],
    "progress": {"value": 9, "max": 13, "label": "Progress to Sales Essentials"}, "actions": [],
}  # fmt: skip
CERTIFICATE: dict[str, object] = {
    "name": "Oleg Panin", "certification": "Migration Specialist", "code": "NCT-2", "summary": "40 questions, passed with 88%.",
    "brand": "Nimbus Cloud", "brand_sub": "Partner programme", "facts": [("Issued", "24 November 2026"), ("Number", "7F3K-92QD")],
    "qr_src": "/qr.svg", "state": "revoked",
}  # fmt: skip
CONTACT: dict[str, object] = {
    "name": "Nadia Orlova", "initials": "NO", "role": "Partner manager", "email": "nadia@nimbus.example", "phone": "+7 (495) 000-00-00",
    "hours": "Monday to Friday, 9 to 18", "write_href": "/write",
}  # fmt: skip
CLIMB: list[dict[str, object]] = [
    {"name": "Start", "meta": "12 Feb", "x": 0, "mark": "start", "state": "done"},
    {"name": "You", "meta": "today", "x": 60, "state": "here"},
    {"name": "Gold", "meta": "25% reward", "x": 100, "mark": "gold", "state": "ahead"},
]
NAV: list[dict[str, object]] = [
    {"href": f"/{label.lower()}", "label": label, "icon": icon, "current": label == "Team", "count": count, "group": group}
    for label, icon, count, group in (
        ("Path", "path", None, ""), ("Courses", "book", None, ""), ("Materials", "file", 0, ""), ("Certificates", "award", 2, ""),
        ("Tier", "mountain", None, "Severny"), ("Team", "people", 8, "Severny"),
    )
]  # fmt: skip
VISITOR: dict[str, object] = {
    "name": "Anna Belova", "initials": "AB", "role_label": "Learner", "partner_name": "Severny",
    "profile_href": "/me", "sign_out_href": "/out",
}  # fmt: skip
PAGE: dict[str, object] = {
    "visitor": VISITOR, "nav": NAV, "language": "en", "other_language": "ru", "theme": "", "brand": "Nimbus Cloud", "demo": False,
}  # fmt: skip


class Application(Form):
    """One field of each kind."""

    company = StringField("Company", description="As in the contract")
    email = EmailField("Work email")
    zone = SelectField("Zone", choices=[SelectChoice("msk", "Moscow"), SelectChoice("oms", "Omsk")], default="oms")
    why = TextAreaField("Why")
    model = RadioField("Model", choices=[SelectChoice("a", "Reseller"), SelectChoice("b", "Service")], default="a")
    products = SelectMultipleField("Products", choices=[SelectChoice("c", "Compute"), SelectChoice("b", "Backup")], default=["b"])
    agree = BooleanField("I agree", description="You can withdraw it")
    next = HiddenField()


def application() -> Application:
    """A form with a fault in a text field, in a radio field and in the form itself."""
    form = Application()
    form.email.errors = ["The address has no domain ending."]
    form.model.errors = ["Choose one."]
    form.form_errors = ["The form is too old."]
    return form
