"""Who suits a partner: the language, then how free somebody is, then what they know."""

from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import PersonId, PublicId, Slug
from lms.partners.managers.rules import Candidate, Wanted, fits
from lms.partners.rules import PartnerType

WANTED = Wanted(language="ru", types=(PartnerType.RESELLER, PartnerType.SERVICE), products=(Slug("backup"),))


def somebody(number: int, language: str = "ru", companies: int = 0, types: str = "", products: str = "") -> Candidate:
    return Candidate(
        person_id=PersonId(number), person=PublicId(f"p{number}"), name={"en": f"P{number}"}, language=language, companies=companies,
        types=frozenset(PartnerType(one) for one in types.split()), products=frozenset(Slug(one) for one in products.split()),
    )  # fmt: skip


def order(*candidates: Candidate) -> list[int]:
    return [one.candidate.person_id for one in fits(WANTED, candidates)]


def test_the_language_goes_before_everything() -> None:
    assert order(somebody(1, "en", 0, "reseller"), somebody(2, "ru", 30)) == [2, 1]


def test_who_is_freer_goes_first_in_steps_of_five() -> None:
    assert order(somebody(1, companies=5, types="reseller service", products="backup"), somebody(2, companies=4)) == [2, 1]
    assert order(somebody(1, companies=4, types="reseller"), somebody(2, companies=0)) == [1, 2]


def test_among_equally_free_ones_the_types_and_then_the_products_that_are_wanted_count() -> None:
    assert order(somebody(1, products="backup"), somebody(2, types="service")) == [2, 1]
    assert order(somebody(1, types="consultant"), somebody(2, products="backup")) == [2, 1]
    assert order(somebody(1, companies=3), somebody(2, companies=2), somebody(3, companies=2)) == [2, 3, 1]


def test_a_fit_names_what_is_shared_and_nothing_else() -> None:
    (fit,) = fits(WANTED, [somebody(1, "en", 2, "service consultant", "backup compute")])
    assert (fit.speaks, fit.types, fit.products) == (False, (PartnerType.SERVICE,), (Slug("backup"),))


CANDIDATES = st.builds(
    somebody, st.integers(1, 10**6), st.sampled_from(["en", "ru"]), st.integers(0, 12),
    st.sampled_from(["", "reseller", "reseller service"]),
    st.sampled_from(["", "backup", "compute"]),
)  # fmt: skip


@given(st.lists(CANDIDATES, max_size=6, unique_by=lambda one: one.person_id), st.randoms())
def test_the_order_does_not_depend_on_the_order_given_and_forgets_nobody(candidates, random) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert order(*candidates) == order(*shuffled)
    assert sorted(order(*candidates)) == sorted(one.person_id for one in candidates)
