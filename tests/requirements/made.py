"""Facts and words for the tests, written short."""

from datetime import date
from decimal import Decimal

from lms.core.content.faults import Faults
from lms.core.content.yaml import read_yaml
from lms.core.ids import PublicId, Slug
from lms.requirements.facts import Facts, Holding, Member, Paper, PartnerFacts, PersonFacts, Value
from lms.requirements.kinds import Requirement, parse
from lms.requirements.words import Measure, MetricWord, Words

DAY = date(2026, 3, 1)
LONG_AGO = date(2020, 1, 1)


def texts(name: str) -> dict[str, str]:
    """A label in both languages."""
    return {"en": name, "ru": f"{name} (ru)"}


WORDS = Words(
    certifications={Slug(one): texts(one.upper()) for one in ("sf", "sp", "ta", "tp", "basics", "s", "t", "u")},
    courses={Slug("first-steps"): texts("First steps")},
    tiers={Slug("entry"): texts("Entry"), Slug("silver"): texts("Silver"), Slug("gold"): texts("Gold")},
    metrics={
        Slug("active_projects"): MetricWord(texts("Active projects"), Measure.SUM),
        Slug("csat"): MetricWord(texts("Customer rating"), Measure.MEAN),
        Slug("trainings"): MetricWord(texts("Trainings held"), Measure.COUNT),
        Slug("spend"): MetricWord(texts("Spend"), Measure.SUM),
        Slug("deals"): MetricWord(texts("Deals"), Measure.COUNT),
        Slug("customers"): MetricWord(texts("Customers"), Measure.DISTINCT),
        Slug("renewed"): MetricWord(texts("Renewed"), Measure.SUM),
        Slug("ended"): MetricWord(texts("Ended"), Measure.SUM),
        Slug("retention"): MetricWord(texts("Retention"), Measure.RATIO, Slug("renewed"), Slug("ended")),
    },
    evidence={Slug("business_plan"): texts("Business plan")},
    products={Slug("compute"): texts("Compute"), Slug("backup"): texts("Backup")},
)


def holding(
    slug: str, issued: date = LONG_AGO, expires: date | None = None, revoked: date | None = None, *, counts: bool = True
) -> Holding:
    """One certificate."""
    return Holding(Slug(slug), PublicId(f"c-{slug}"), issued, expires, revoked, counts)


def member(name: str, *held: str | Holding, since: date = LONG_AGO, until: date | None = None) -> Member:
    """One colleague with certificates that never end, or with the given ones."""
    holdings = tuple(holding(one) if isinstance(one, str) else one for one in held)
    return Member(PublicId(name.lower()), texts(name), sales=True, technical=True, since=since, until=until, holdings=holdings)


def value(metric: str, on: date, amount: str = "1", reference: str = "", product: str | None = None) -> Value:
    """One value of a metric."""
    return Value(Slug(metric), on, Decimal(amount), reference, Slug(product) if product else None)


def partner(
    *members: Member,
    values: tuple[Value, ...] = (),
    papers: tuple[Paper, ...] = (),
    types: tuple[str, ...] = (),
    agreement: int | None = None,
) -> Facts:
    """Facts about a partner."""
    known = PartnerFacts(types=types, products=("backup",), members=members, values=values, papers=papers, agreement=agreement)
    return Facts(known, None, None, 3)


def person(*held: Holding, courses: tuple[str, ...] = (), tier: str | None = None, products: tuple[str, ...] = ()) -> Facts:
    """Facts about a person at a partner with that standing."""
    known = PersonFacts(PublicId("anna"), held, tuple(Slug(one) for one in courses))
    return Facts(PartnerFacts(products=products), known, Slug(tier) if tier else None, 3)


def read(text: str, words: Words = WORDS) -> tuple[Requirement | None, list[tuple[str, int, int]]]:
    """A requirement written as YAML, with the faults found: code, line, column."""
    faults = Faults()
    document = read_yaml("x.yaml", text, faults)
    assert document is not None
    found = parse(document.value, document, (), faults, words)
    return found, [(fault.code, fault.at.line, fault.at.column) for fault in faults.ordered()]


def rule(text: str) -> Requirement:
    """A requirement written as YAML without faults."""
    found, faults = read(text)
    assert found is not None, faults
    assert faults == []
    return found


def said(message: object, language: str = "en") -> str:
    """A message as an English reader sees it."""
    from lms.core.text import Message

    if isinstance(message, dict):
        return str(message[language])
    if not isinstance(message, Message):
        return str(message)
    text = message.plural if message.plural and message.n != 1 else message.msgid
    params = {name: said(one) for name, one in message.params.items()}
    return text % (params | {"n": message.n})
