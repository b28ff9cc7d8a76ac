"""The sample's certifications and the people of the worked sentence, with their names in both languages."""

from collections.abc import Iterable
from dataclasses import replace

from lms.certificates.rules import Certification, Certifications, Need, Validity
from lms.core.ids import Slug
from lms.core.text import Message
from lms.core.translation import say
from lms.programme.rules import Programme
from lms.requirements.facts import Facts, Member
from tests.certificates.made import all_of, certification
from tests.programme.made import company, programme, sample, vector

NIMBUS: Programme = programme(sample())
RUSSIAN = {"Anna": "Анна", "Boris": "Борис", "Dina": "Дина", "Vera": "Вера", "Gleb": "Глеб"}
TITLES = {
    "sf": ("Cloud Sales Foundation", "Основы продаж облака"),
    "sp": ("Sales Professional", "Специалист по продажам"),
    "ta": ("Technical Associate", "Технический специалист"),
    "tp": ("Migration Engineer", "Инженер миграции"),
}


def certified(name: str, days: int, track: str, needs: tuple[str, ...] = (), renews: tuple[str, ...] = ()) -> Certification:
    """A certification of the sample as it will be offered."""
    english, russian = TITLES[name]
    return replace(
        certification(name, Validity(24), renews), title={"en": english, "ru": russian}, preparation_days=days, track=track,
        needs=tuple(Need("certification", Slug(one)) for one in needs),
    )  # fmt: skip


CERTIFICATIONS: Certifications = all_of(
    certified("sf", 5, "sales"),
    certified("sp", 15, "sales", ("sf",), ("sf",)),
    certified("ta", 10, "technical"),
    certified("tp", 20, "technical", ("ta",), ("ta",)),
)


def named(people: Iterable[Member]) -> list[Member]:
    """The same people with the names that Russian readers know."""
    return [replace(one, name={"en": one.name["en"], "ru": RUSSIAN.get(one.name["en"], one.name["en"])}) for one in people]


def worked(projects: str = "21") -> Facts:
    """Vector on 1 March 2026: Anna SP+TA, Boris SP, Dina SP, Vera TA+TP, Gleb TA."""
    return company(*named(vector()), projects=projects)


def lasting(*people: Member) -> list[Member]:
    """The same people, whose certificates do not end."""
    return [replace(one, holdings=tuple(replace(held, expires_on=None) for held in one.holdings)) for one in people]


def read_by(language: str, *messages: Message) -> str:
    """What a reader reads; spaces that do not break are ordinary ones here."""
    return " ".join(say(one, language) for one in messages).replace("\u00a0", " ")
