"""What every template knows: languages, words for values, navigation, and who is looking."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask, request, url_for
from flask_babel import Babel, Domain
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from markupsafe import Markup

from lms.access import Role
from lms.core.ids import Slug
from lms.core.text import LANGUAGES, Message, msg
from lms.core.translation import say, say_moment, say_short_day, translations
from lms.programme.rules import Programme
from lms.reporting.visitor import Visitor
from lms.web.context import language, now, settings, theme, visitor, zone
from lms.web.learning.destinations import HOMES
from lms.web.navigation import navigation
from lms.web.sentences import init_sentences

ROLE_LABELS: dict[Role, Message] = {
    Role.LEARNER: msg("Learner"),
    Role.PARTNER_ADMIN: msg("Partner admin"),
    Role.PARTNER_MANAGER: msg("Partner manager"),
    Role.CONTENT_AUTHOR: msg("Content author"),
    Role.PROGRAMME_ADMIN: msg("Programme admin"),
    Role.HEAD: msg("Head of programme"),
}
SHOWN_FIRST = (
    Role.PROGRAMME_ADMIN, Role.HEAD, Role.PARTNER_MANAGER, Role.CONTENT_AUTHOR, Role.PARTNER_ADMIN, Role.LEARNER,
)  # fmt: skip


ASKING = frozenset({"learning.home", *(endpoint for _role, endpoint in HOMES)})
"""The homes, where who has no personal address is asked for one."""


class Catalogue(Domain):
    """Our catalogues, read from their .po files."""

    def __init__(self) -> None:
        """Nothing of Flask-Babel's own folders is read."""
        super().__init__()  # type: ignore[no-untyped-call]  # Flask-Babel is untyped

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language of this answer."""
        return translations(language())


def init_presentation(app: Flask, templates: Path) -> None:
    """Give the templates their folder, their words and their strictness."""
    app.template_folder = str(templates)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    babel = Babel(app, locale_selector=language, timezone_selector=zone)
    babel.domain_instance = Catalogue()
    init_sentences(app)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters |= {"say": spoken, "day": short_day, "long_day": spoken, "moment": moment, "html": trusted}
    app.context_processor(page_words)


def spoken(value: object) -> str:
    """A message, text, number, day or moment in the reader's language."""
    return say(value, language(), zone())


def tier_name(rules: Programme | None, tier: Slug | None) -> str:
    """How a page calls a tier, also one that these rules do not know."""
    return _("no tier") if tier is None else spoken(rules.label(tier)) if rules else tier


def points(earned: Fraction) -> str:
    """Points in the reader's language, to hundredths and rounded down: `14`, `14.5`, `14,33`."""
    hundredths = int(earned * 100)
    whole, rest = divmod(hundredths, 100)
    return format_decimal(Decimal(hundredths) / 100, "#,##0.##", language()) if rest else str(whole)


def short_day(day: date) -> str:
    """`12 Dec 2026` in the reader's language."""
    return say_short_day(day, language())


def moment(when: datetime) -> str:
    """`12 December 2026, 14:02` in the reader's language and zone."""
    return say_moment(when, language(), zone())


def day_of(when: datetime) -> date:
    """The day of a moment in the reader's zone."""
    return when.astimezone(ZoneInfo(zone())).date()


def clock_time(when: datetime) -> str:
    """`14:02` in the reader's zone."""
    return when.astimezone(ZoneInfo(zone())).strftime("%H:%M")


def trusted(rendered: object) -> Markup:
    """A text of the published content: sanitised when it was rendered, so that it goes out as it is."""
    return Markup(say(rendered, language()))  # noqa: S704 - sanitised by lms.core.markup at publishing


def page_words() -> dict[str, object]:
    """The names that layout and macros expect."""
    person = visitor()
    return {
        "visitor": shown_visitor(person) if person else None,
        "nav": navigation(name_in(person.partner_name, person.partner_name_ru) if person else ""),
        "home_href": url_for("learning.home" if person else "public.landing"),
        "sign_in_href": url_for("security.login"),
        "language": language(),
        "other_language": next(one for one in LANGUAGES if one != language()),
        "theme": theme(),
        "brand": brand(),
        "brand_sub": _("Partner programme"),
        "demo": settings().demo,
        "demo_links": demo_links() if settings().demo else [],
        "here": request.full_path.rstrip("?"),
        "today": now().date(),
        "erased_on": day_of(person.erased_at) if person and person.erased_at and person.look is None else None,
        "asks_for_address": bool(person and not person.personal_email and person.look is None and request.endpoint in ASKING),
        "look_until": clock_time(person.look.until) if person and person.look else "",
    }


def brand() -> str:
    """The vendor's name: the sample's until an installation brings its own content."""
    return _("Nimbus Cloud")


def demo_links() -> list[dict[str, str]]:
    """What a demo offers on every page: the five faces, and the mails that nobody gets."""
    return [
        {"text": _("Be somebody else"), "href": url_for("demo.faces")},
        {"text": _("Read the mails"), "href": url_for("demo.mailbox")},
    ]


def shown_visitor(person: Visitor) -> dict[str, object]:
    """Who is looking, as the layout shows them."""
    name = name_in(person.name, person.name_ru)
    role = next((one for one in SHOWN_FIRST if one in person.actor.roles), Role.LEARNER)
    return {
        "name": name,
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "role_label": spoken(ROLE_LABELS[role]),
        "partner_name": name_in(person.partner_name, person.partner_name_ru),
        "public_id": person.public_id,
        "profile_href": url_for("accounts.account") if person.look is None else "",
        "sign_out_href": url_for("security.logout") if person.look is None else "",
    }


def name_in(name: str, name_ru: str) -> str:
    """A name as the reader's language writes it."""
    return name_ru if language() == "ru" and name_ru else name
