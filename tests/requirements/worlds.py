"""Random facts and rules of every kind, for properties that hold whatever is asked."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from lms.core.ids import PublicId, Slug
from lms.requirements.agreement import Agreement
from lms.requirements.all import All
from lms.requirements.any import AnyOf
from lms.requirements.any_day_in import AnyDayIn
from lms.requirements.at_least import AtLeast
from lms.requirements.course_done import CourseDone
from lms.requirements.coverage import Coverage, Covered
from lms.requirements.evidence import Evidence
from lms.requirements.facts import Facts, Holding, Member, Paper, PartnerFacts, PersonFacts, Value
from lms.requirements.figure import Figure, Gauge
from lms.requirements.held_for import HeldFor
from lms.requirements.kinds import Requirement
from lms.requirements.metric import Metric
from lms.requirements.not_ import Not
from lms.requirements.people import OfWhich, People
from lms.requirements.percent import Cap, Percent
from lms.requirements.person_holds import PersonHolds
from lms.requirements.points import Points, Term, Track
from lms.requirements.product_is import ProductIs
from lms.requirements.role_is import RoleIs
from lms.requirements.roster import Roster, Slot
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.type_is import TypeIs
from lms.requirements.window import Window
from lms.requirements.words import Measure
from tests.requirements.made import DAY, texts

SF, SP, TA, TP = (Slug(one) for one in ("sf", "sp", "ta", "tp"))
SLUGS = st.sampled_from((SF, SP, TA, TP))
ASKED = st.lists(SLUGS, min_size=1, max_size=2, unique=True).map(tuple)
METRICS = (Slug("spend"), Slug("deals"))
PRODUCTS = (Slug("compute"), Slug("backup"))
PLAN = Slug("business_plan")
NEAR = st.dates(DAY - timedelta(days=100), DAY + timedelta(days=100))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A partner and a person, of whom much begins and ends around the day."""
    people = draw(st.lists(members(), max_size=4, unique_by=lambda one: one.person))
    partner = PartnerFacts(
        types=tuple(draw(st.sets(st.sampled_from(("service", "consultant"))))),
        products=tuple(draw(st.sets(st.sampled_from(PRODUCTS)))),
        members=tuple(people),
        values=tuple(draw(st.lists(values(), max_size=5))),
        papers=tuple(draw(st.lists(papers(), max_size=2))),
        agreement=draw(st.none() | st.integers(1, 3)),
        since=draw(st.none() | NEAR),
    )
    person = PersonFacts(PublicId("me"), tuple(draw(st.lists(holdings(), max_size=2))), (), tuple(draw(st.sets(st.just("sales")))))
    return Facts(partner, person, draw(st.none() | st.just(Slug("silver"))), 2)


def members() -> st.SearchStrategy[Member]:
    """People who come and go."""
    return st.builds(
        lambda name, sales, technical, since, until, held: Member(PublicId(name), texts(name), sales, technical, since, until, held),
        st.sampled_from("abcdef"), st.booleans(), st.booleans(),
        st.just(date(2020, 1, 1)) | NEAR, st.none() | NEAR, st.lists(holdings(), max_size=3).map(tuple),
    )  # fmt: skip


def holdings() -> st.SearchStrategy[Holding]:
    """Certificates that begin, end and are revoked."""
    return st.builds(
        Holding, SLUGS, st.just(PublicId("c")), st.just(date(2020, 1, 1)) | NEAR, st.none() | NEAR, st.none() | st.none() | NEAR,
        counts=st.sampled_from((True, True, False)),
    )  # fmt: skip


def values() -> st.SearchStrategy[Value]:
    """Values of two metrics."""
    amounts = st.integers(-2, 12).map(Decimal)
    return st.builds(Value, st.sampled_from(METRICS), NEAR, amounts, st.sampled_from(("", "x", "y")), st.none() | st.sampled_from(PRODUCTS))


def papers() -> st.SearchStrategy[Paper]:
    """Papers for a year or for good, some of which end."""
    return st.builds(Paper, st.just(PLAN), st.none() | st.integers(2025, 2026), NEAR, st.none() | NEAR)


def windows() -> st.SearchStrategy[Window]:
    """Every span."""
    short = st.builds(Window, st.sampled_from(("months", "month")), st.integers(1, 3)) | st.builds(
        Window, st.just("days"), st.integers(1, 60)
    )
    return short | st.sampled_from([Window(span) for span in ("lifetime", "year", "quarter", "partnership_year")])


def figures() -> st.SearchStrategy[Figure]:
    """Every measure."""
    each = st.none() | st.just(Decimal(3))
    plain = st.sampled_from((Measure.COUNT, Measure.SUM, Measure.MEAN, Measure.DISTINCT))
    one = st.builds(Figure, st.sampled_from(METRICS), plain, windows(), each)
    parts = st.builds(Gauge, st.sampled_from(METRICS), st.sampled_from((Measure.COUNT, Measure.SUM)))
    return one | st.builds(Figure, st.just(Slug("retention")), st.just(Measure.RATIO), windows(), st.none(), parts, parts)


def metrics() -> st.SearchStrategy[Metric]:
    """A figure with a bound."""
    return st.builds(
        lambda one, least, sample: Metric(
            one.name, one.measure, Decimal(least), None, sample, window=one.window, each=one.each, part=one.part, whole=one.whole,
        ),
        figures(), st.sampled_from((1, 3, 50)), st.sampled_from((0, 0, 2)),
    )  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Every sharing, with and without roles."""
    sharing = draw(st.sampled_from(("none", "free", "caps")))
    slots = tuple(
        Slot(Slug(f"s{at}"), draw(st.integers(1, 2)), draw(ASKED), texts(f"S{at}"),
             role=draw(st.sampled_from((None, Slug("am"), Slug("se")))) if sharing == "caps" else None)
        for at in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    return Roster(slots, sharing, caps={"default": 2, "am": draw(st.integers(1, 3))} if sharing == "caps" else {})


def terms() -> st.SearchStrategy[Term]:
    """Terms of figures and of people."""
    most = st.none() | st.just(Decimal(4))
    of_figure = st.builds(Term, st.just(Slug("t")), st.just(texts("T")), st.just(Decimal("1.5")), most, figures())
    return of_figure | st.builds(Term, st.just(Slug("t")), st.just(texts("T")), st.just(Decimal(2)), most, st.none(), ASKED)


def leaves() -> st.SearchStrategy[Requirement]:
    """Every kind that holds no other one."""
    some = st.integers(1, 3)
    tracks = st.lists(
        st.builds(Track, st.just(Slug("k")), st.just(texts("K")), st.lists(terms(), min_size=1, max_size=3).map(tuple)),
        min_size=1,
        max_size=2,
    )
    capped = st.none() | st.builds(Cap, some, st.sampled_from(("base", "result")))
    covered = st.lists(st.builds(Covered, st.sampled_from(PRODUCTS), ASKED), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(
            lambda asked, need, part, of: People(asked, need, of_which=(OfWhich(part, 1),) if of else ()), ASKED, some, ASKED, st.booleans()
        ),
        rosters(),
        st.builds(Percent, st.sampled_from(("technical", "sales", "everyone")), ASKED, st.sampled_from((1, 50, 67, 100)), capped),
        st.builds(Coverage, figures(), st.just(Decimal(2)), covered, st.integers(1, 2)),
        metrics(),
        st.builds(Points, st.sampled_from((Decimal(2), Decimal(5))), tracks.map(tuple), st.booleans()),
        st.builds(
            lambda valid: Evidence(PLAN, valid, months=2 if valid == "months" else None),
            st.sampled_from(("calendar_year", "always", "months")),
        ),
        st.sampled_from((Agreement(None), Agreement(3), TypeIs(("service",)), TierAtLeast(Slug("gold")), TierAtLeast(Slug("silver")))),
        st.sampled_from((PersonHolds(SF), ProductIs((Slug("backup"),)), RoleIs(("sales",)), CourseDone(Slug("first-steps")))),
    )


def rules(depth: int = 2) -> st.SearchStrategy[Requirement]:
    """Trees of every kind, so deep."""
    return leaves() if depth == 0 else leaves() | _around(rules(depth - 1))


def _around(inner: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        some.map(All), some.map(AnyOf),
        some.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda n: AtLeast(n, parts))),
        inner.map(Not),
        st.builds(AnyDayIn, windows(), inner),
        st.builds(HeldFor, st.integers(1, 2), inner),
    )  # fmt: skip
