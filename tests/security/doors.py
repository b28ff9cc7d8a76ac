"""Every door of the application: how to stand before it, for each placement of the thing that its address names."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.security.applicants import HIRED
from tests.security.world import ABSENT, APP_CODE, EXAM, RECOVERY_CODE, Things, Visitor, World

Values = dict[str, Any]
Places = dict[str, Values]
"""By placement, what fills the address; what has no place in it goes behind the question mark."""

OPEN_COURSE = {"course": "cloud-for-sellers", "lesson": "what-cloud-is"}
GATED_COURSE = {"course": "technical-foundations", "lesson": "networks"}
CHECK = {"quiz": "cloud-for-sellers-checks", "question": "saturday"}
GATED_CHECK = {"quiz": "technical-foundations-checks", "question": "net-subnet"}


@dataclass(frozen=True, slots=True)
class Door:
    """`places` for a visitor of the world; `form` is what a POST carries besides its token, the least that can succeed."""

    places: Callable[[World, Visitor], Places]
    form: Values = field(default_factory=dict)
    own_form: Callable[[Things], Values] = lambda _: {}
    """More of the form, where it depends on the visitor's things."""

    def filled(self, visitor: Visitor) -> Values:
        """The form as this visitor fills it in."""
        return {**self.form, **(self.own_form(visitor.things) if visitor.things else {})}


def alone(form: Values | None = None) -> Door:
    """A page that names nothing."""
    return Door(lambda _world, _visitor: {"there": {}}, form or {})


def content(there: Values, form: Values | None = None, **others: Values) -> Door:
    """A page of the content, which is nobody's: `there`, `absent`, and where it may be shut."""
    return Door(lambda _world, _visitor: {"there": there, **others}, form or {})


def of_person(argument: str, thing: str, form: Values | None = None, **fixed: Any) -> Door:
    """A page of somebody's thing."""

    def places(world: World, visitor: Visitor) -> Places:
        named = {"partner": getattr(world.colleague, thing), "foreign": getattr(world.stranger, thing), "absent": ABSENT}
        if visitor.things:
            named = {"own": getattr(visitor.things, thing), **named}
        return {place: {argument: value, **fixed} for place, value in named.items()}

    return Door(places, form or {})


def of_partner(argument: str, thing: str = "partner", form: Values | None = None, **fixed: Any) -> Door:
    """A page of a partner or of something that belongs to it; `partner` is the one where the visitors work."""
    return Door(
        lambda world, _visitor: {
            "partner": {argument: getattr(world.near, thing), **fixed},
            "foreign": {argument: getattr(world.far, thing), **fixed},
            "absent": {argument: ABSENT, **fixed},
        },
        form or {},
    )


def of_upload(form: Values | None = None) -> Door:
    """A page of a file of figures, which is only there for who uploaded it."""
    return of_person("file", "upload", form)


def own_or_named(form: Values | None = None) -> Door:
    """A page of the visitor's own partner, or of the one that is named behind the question mark."""
    named = of_partner("partner")
    return Door(lambda world, visitor: {"own": {}, **named.places(world, visitor)}, form or {})


def secret(argument: str, known: Callable[[World], str], form: Values | None = None) -> Door:
    """A page that opens to whoever knows its secret."""
    return Door(lambda world, _visitor: {"known": {argument: known(world)}, "absent": {argument: "A" * 43}}, form or {})


def applied(which: str, form: Values | None = None) -> Door:
    """A page of an application, which is nobody's."""

    def places(world: World, _visitor: Visitor) -> Places:
        return {"there": {"application": getattr(world.applicants, which)}, "absent": {"application": ABSENT}}

    return Door(places, form or {})


def lesson(form: Values | None = None, *, question: bool = False) -> Door:
    """A door in a lesson: open, behind a gate, or not there."""
    asked, gated = (CHECK, GATED_CHECK) if question else ({}, {})
    exam = {"exam's": {**OPEN_COURSE, "quiz": "sf", "question": "garage"}} if question else {}
    absent = {**OPEN_COURSE, "lesson": "no-such-lesson", **asked}
    return content({**OPEN_COURSE, **asked}, form, gated={**GATED_COURSE, **gated}, absent=absent, **exam)


def review() -> Door:
    """The review of an attempt, which the rule of its quiz opens or not."""
    places = of_person("attempt", "practised").places

    def with_shut(world: World, visitor: Visitor) -> Places:
        shut = {"own, too early": {"attempt": visitor.things.failed}} if visitor.things else {}
        return {**shut, **places(world, visitor)}

    return Door(with_shut)


def file_of(attempt: str, **fixed: Any) -> Door:
    """A door to a file of somebody's attempt; without one the content asks for none, and everybody's is absent."""
    places = of_person("attempt", attempt, **fixed).places

    def with_files(world: World, visitor: Visitor) -> Places:
        owners = {"own": visitor.things, "partner": world.colleague, "foreign": world.stranger}
        files = {place: owner.file for place, owner in owners.items() if owner}
        return {place: {**values, "file": files.get(place, ABSENT)} for place, values in places(world, visitor).items()}

    return Door(with_files)


PROFILE = {"name": "New Name", "name_ru": "Новое Имя", "language": "ru", "zone": "Asia/Omsk", "theme": "dark"}
PASSWORDS = {"password": "not the right one", "new_password": "horse battery staple correct", "new_password_confirm": "no"}
INVITEE = {"email": "somebody@new.example", "sales": "y", "language": "en", "starts_on": "2026-11-21"}
NEWCOMER = {"name": "Somebody New", "personal": "somebody@home.example", "password": "correct horse battery staple"}
COMPANY = {"name": "Newest", "types": ["reseller"], "products": ["compute"], "email": "admin@newest.example", "language": "en"}
FIGURE = {
    "metric": "trainings", "on": "2026-11-01", "covers_from": "2026-10-01", "reference": "one", "value": "1", "product": "compute",
    "reason": "They told us.", "struck": "", "seen": "",
}  # fmt: skip
LINES = {"text": "partner,metric,date,reference,value\nNear,trainings,2026-11-01,two,1\n"}
LOOK = {"why": "question", "note": "They asked for help."}
PAPER = {"kind": "business_plan", "year": "2026"}
HANDED = {"kind": "business_plan", "year": "2027", "link": "plan.pdf", "note": "Ten new customers."}
WHY = {"reason": "It says nothing about this year."}
POINTS = {"points.times": "1", "points.credit": "1", "points.level": "1"}
ESSAY_AT = 15
"""Where the question that is marked by hand stands on the papers of the world: they are drawn whole, and in the order of the file."""
MISTYPED = "WAYM-ARK2-2222-2222-2222-2222-22"

ACCOMMODATION = {
    "time_percent": "150", "extra_attempts": "1", "break_minutes": "10", "valid_until": "2027-06-30", "reason": "They asked for it.",
}  # fmt: skip

APPLICATION = {
    "company": "Newest", "site": "newest.example", "contact": "Somebody", "email": "boss@newest.example", "types": ["reseller"],
}  # fmt: skip
SCORE = {"criterion": "audience", "points": "3", "evidence": "The register.", "link": "https://register.example/7"}
DECISION = {"decision": "ask", "reason": "How many are you?"}
SIGNATURE = {"name": "Newest", "types": ["reseller"], "products": ["compute"], "manager": HIRED, "alone": "Nobody else is here."}

DOORS: dict[str, Door] = {
    "api.enter": alone({"figures": "[]"}),
    "accommodations.enter": of_person("person", "person", ACCOMMODATION),
    "accommodations.pause": of_person("attempt", "timed"),
    "accommodations.pause_page": of_person("attempt", "timed"),
    "accommodations.person": of_person("person", "person"),
    "accommodations.resume": of_person("attempt", "timed"),
    "accounts.account": alone(),
    "accounts.change_account": alone(PROFILE),
    "accounts.security": alone(),
    "addresses.ask": alone({"email": "newer@near.example"}),
    "addresses.confirm": secret("token", lambda world: world.near.change),
    "addresses.form": alone(),
    "addresses.question": secret("token", lambda world: world.near.change),
    "addresses.stop": secret("token", lambda world: world.near.change),
    "addresses.take_back": alone(),
    "personal.confirm": secret("token", lambda world: world.near.personal),
    "personal.form": alone(),
    "personal.give": alone({"email": "home@near.example"}),
    "personal.keep_own": alone(),
    "personal.question": secret("token", lambda world: world.near.personal),
    "personal.take_back": alone(),
    "applications.answer": secret("token", lambda world: world.applicants.asked, {"text": "Twelve."}),
    "applications.apply": alone(APPLICATION),
    "applications.become": alone(),
    "applications.sent": alone(),
    "applications.status": secret("token", lambda world: world.applicants.link),
    "applications.withdraw": secret("token", lambda world: world.applicants.link),
    "assets.alive": alone(),
    "assets.font": content({"name": "inter.ttf"}, absent={"name": "comic.ttf"}),
    "assets.picture": Door(
        lambda world, _: {"there": {"blob": world.blob, "name": "p.svg"}, "absent": {"blob": "0" * 64, "name": "p.svg"}}
    ),
    "assets.ready": alone(),
    "audit.log": alone(),
    "audit.outages": alone(),
    "browsers.end": content({"mark": "0" * 16}),
    "browsers.end_others": alone(),
    "certificates.certificate": of_person("certificate", "certificate"),
    "certificates.certification": content({"certification": "sf"}, absent={"certification": "no-such"}),
    "certificates.index": alone(),
    "certificates.qr": of_person("certificate", "certificate"),
    "courses.ask": lesson({"question": "Why?"}),
    "courses.check": lesson({"answer": "repair"}, question=True),
    "courses.course": content({"course": "cloud-for-sellers"}, prepared={"course": "pricing"}, absent={"course": "no-such"}),
    "courses.done": lesson(),
    "courses.index": alone(),
    "courses.lesson": lesson(),
    "courses.place": lesson({"place": "s-rented", "percent": "40"}),
    "employments.answer": of_partner("request_id", "asked"),
    "employments.ask": secret("token", lambda world: world.near.door),
    "employments.asked": secret("token", lambda world: world.far.door, {"sales": "y", "technical": "y"}),
    "employments.call_off": of_person("employment", "employment"),
    "employments.close_door": own_or_named(),
    "employments.confirm": of_partner("request_id", "asked", {"day": "2026-11-21", "sales": "y", "technical": "y"}),
    "employments.door": own_or_named(),
    "employments.leave": of_person("employment", "employment"),
    "employments.left": of_person("employment", "employment", {"last_day": "2026-11-21"}),
    "employments.open_door": own_or_named(),
    "employments.refuse": of_partner("request_id", "asked", {"reason": "Nobody here knows you."}),
    "employments.stay": of_person("employment", "employment"),
    "employments.withdraw": Door(lambda _world, _visitor: {"absent": {"request_id": ABSENT}}),
    "employments.work": alone(),
    "factors.again": alone(),
    "factors.answer": alone({"challenge": "none", "answer": "{}"}),
    "factors.passkey_options": alone(),
    "factors.prove": alone({"password": "not the right one"}),
    "factors.prove_by_code": alone({"code": RECOVERY_CODE}),
    "factors.prove_second": alone({"code": "000000"}),
    "factors.second": alone(),
    "figures.confirm": replace(of_upload({"reason": ""}), own_form=lambda things: {"seen": things.seen}),
    "figures.drop": of_upload(),
    "figures.enter": of_partner("partner", form=FIGURE),
    "figures.faults": of_upload(),
    "figures.file": of_upload(),
    "figures.page": of_partner("partner"),
    "figures.send": alone(LINES),
    "figures.template": alone(),
    "figures.upload": alone(),
    "files.add": of_person("attempt", "open", {"file": b"Another one."}, position=ESSAY_AT),
    "files.own": file_of("open"),
    "files.page": of_person("attempt", "open", position=ESSAY_AT),
    "files.remove": file_of("open", position=ESSAY_AT),
    "histories.ask": of_person("attempt", "failed"),
    "histories.own": of_person("attempt", "failed"),
    "histories.read": of_person("attempt", "failed", {"why": "dispute"}),
    "histories.void": of_person("attempt", "failed", {"reason": "Somebody else sat it."}),
    "learning.home": alone(),
    "looks.begin": of_person("person", "person", LOOK),
    "looks.end": alone(),
    "looks.form": of_person("person", "person"),
    "managers.ask": alone({"reason": "Nobody answers."}),
    "managers.hand_over": of_partner("partner", form={"manager": HIRED, "note": "Knows resellers."}),
    "managers.keep": Door(
        lambda world, _: {place: {"partner": one} for place, one in (("there", world.far.partner), ("absent", ABSENT))},
        {"answer": "He was ill."},
    ),
    "managers.manager": of_partner("partner"),
    "managers.ours": alone(),
    "managers.write_note": of_partner("partner", form={"text": "They pay late."}),
    "marking.change": of_person("attempt", "marked", {"round": "1", **POINTS, "reason": "A slip."}, position=ESSAY_AT),
    "marking.file": file_of("taken"),
    "marking.give_back": of_person("attempt", "taken"),
    "marking.mark": of_person("attempt", "waiting", {"round": "1", **POINTS}, position=ESSAY_AT),
    "marking.marks": of_person("attempt", "marked"),
    "marking.queue": alone(),
    "marking.script": of_person("attempt", "taken"),
    "marking.take": of_person("attempt", "waiting"),
    "materials.file": content(
        {"material": "objection-card", "name": "objection-card.en.pdf"},
        public={"material": "one-pager", "name": "one-pager.en.pdf"},
        locked={"material": "migration-runbook", "name": "migration-runbook.en.pdf"},
        absent={"material": "objection-card", "name": "no-such.pdf"},
    ),
    "materials.index": alone(),
    "materials.material": content(
        {"material": "objection-card"},
        public={"material": "one-pager"},
        locked={"material": "migration-runbook"},
        absent={"material": "no-such"},
    ),
    "papers.confirm": of_partner("paper", "paper", {"until": "2027-01-31"}),
    "papers.form": alone(),
    "papers.index": alone(),
    "papers.paper": of_partner("paper", "paper"),
    "papers.refuse": of_partner("paper", "paper", WHY),
    "papers.submit": alone(HANDED),
    "papers.take_back": of_partner("paper", "counted", WHY),
    "papers.withdraw": of_partner("paper", "paper"),
    "partners.accept": secret("token", lambda world: world.near.link),
    "partners.invite": own_or_named(),
    "partners.join": secret("token", lambda world: world.near.link, NEWCOMER),
    "partners.person": of_person("person", "person"),
    "partners.resend": of_partner("invitation", "invitation"),
    "partners.send": own_or_named(INVITEE),
    "partners.team": own_or_named(),
    "partners.withdraw": of_partner("invitation", "invitation"),
    "preferences.language": alone({"language": "ru"}),
    "preferences.theme": alone({"theme": "dark"}),
    "privacy.choose": alone(),
    "privacy.consents": alone(),
    "privacy.copy": alone(),
    "privacy.data": alone(),
    "privacy.erasure": alone(),
    "privacy.request_erasure": alone(),
    "privacy.undo": alone(),
    "programme.accept": alone({"version": "3"}),
    "programme.agreement": alone(),
    "programme.tier": alone(),
    "programme.tier_of": of_partner("partner"),
    "protection.add_passkey": alone({"name": "Key", "challenge": "none", "answer": "{}"}),
    "protection.confirm": alone({"code": APP_CODE}),
    "protection.make_codes": alone(),
    "protection.passkey_options": alone(),
    "protection.picture": alone(),
    "protection.remove_authenticator": alone(),
    "protection.remove_passkey": of_person("passkey", "passkey"),
    "protection.set_up": alone(),
    "public.landing": alone(),
    "public.programme": alone(),
    "publishing.releases": alone(),
    "publishing.keys": content({"quiz": "sf-practice"}, absent={"quiz": "no-such"}),
    "publishing.statistics": content({"quiz": "sf-practice"}, absent={"quiz": "no-such"}),
    "quizzes.answer": replace(
        of_person("attempt", "open", {"answer": "no-option", "seq": "1"}, position=1), own_form=lambda things: {"answer": things.option}
    ),
    "quizzes.answers": replace(
        of_person("attempt", "open", {"1.answer": "no-option", "1.seq": "1"}),
        own_form=lambda things: {"1.answer": things.option, "1.seq": "1"},
    ),
    "quizzes.attempt": of_person("attempt", "open"),
    "quizzes.flag": replace(
        of_person("attempt", "open", {"flagged": "1", "seq": "1"}, position=1), own_form=lambda things: {"answer": things.option}
    ),
    "quizzes.open_review": review(),
    "quizzes.result": of_person("attempt", "failed"),
    "quizzes.review": review(),
    "quizzes.start": content({"quiz": "sf-practice"}, shut={"quiz": EXAM}, absent={"quiz": "no-such"}),
    "quizzes.start_page": content({"quiz": "sf-practice"}, check={"quiz": "cloud-for-sellers-checks"}, absent={"quiz": "no-such"}),
    "quizzes.submit": of_person("attempt", "timed"),
    "reporting.create": alone(COMPANY),
    "reporting.create_partner": alone(),
    "reporting.evidence": of_partner("partner", form=PAPER),
    "reporting.partner": of_partner("partner"),
    "reporting.people_csv": of_partner("partner"),
    "reporting.portfolio": alone(),
    "reporting.portfolio_csv": alone(),
    "rules.acknowledge": of_partner("notice", "notice"),
    "rules.attempt": alone({"text": "programme: nimbus"}),
    "rules.change": Door(lambda _world, _visitor: {"there": {"number": 5}, "absent": {"number": 99}}),
    "rules.effects": Door(lambda _world, _visitor: {"there": {"number": 5}, "absent": {"number": 99}}),
    "rules.notice": of_partner("notice", "notice"),
    "rules.versions": alone(),
    "rules.waiting": alone(),
    "standing_history.of": of_partner("partner"),
    "standing_history.own": alone(),
    "reviews.application": applied("arrived"),
    "reviews.begin": applied("arrived"),
    "reviews.decide": applied("arrived", DECISION),
    "reviews.index": alone(),
    "reviews.score": applied("arrived", SCORE),
    "reviews.sign": applied("accepted", SIGNATURE),
    "security.change_password": alone(PASSWORDS),
    "security.forgot_password": alone({"email": "nobody@near.example"}),
    "security.login": alone({"email": "nobody@near.example", "password": "not the right one"}),
    "security.logout": alone(),
    "security.reset_password": secret("token", lambda _: "A.B.C"),
    "static": content({"filename": "design.css"}, absent={"filename": "no-such.css"}),
    "standings.decide": of_partner("partner"),
    "standings.decided": of_partner("partner", form={"tier": "start", "verb": "lower", "reason": "No answer for three months"}),
    "tokens.form": alone(),
    "tokens.make": alone({"name": "Sales system", "days": "90"}),
    "tokens.page": alone(),
    "tokens.revoke": of_person("token_id", "token"),
    "verification.compare": Door(
        lambda world, _: {"there": {"code": world.colleague.code}, "absent": {"code": MISTYPED}}, {"name": "Colleague"}
    ),
    "verification.form": content({}, typed={"code": MISTYPED}),
    "verification.verify": Door(lambda world, _: {"there": {"code": world.colleague.code}, "absent": {"code": MISTYPED}}),
}
"""By endpoint. The demo's own doors are apart: they exist on a demo instance only, and there everybody may be anybody."""
