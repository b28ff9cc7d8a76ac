"""A rule that could mean all or any is refused, and the repair shows how each of the two is written."""

import pytest

from lms.core.content.faults import Fault, Faults
from lms.core.content.yaml import read_yaml
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.core.translation import say
from lms.requirements.kinds import parse
from lms.requirements.words import Measure, MetricWord, Words

NAME: Texts = {"en": "Name", "ru": "Имя"}
WORDS = Words(
    certifications={Slug("sf"): NAME},
    metrics={Slug("clients"): MetricWord(NAME, Measure.COUNT), Slug("turnover"): MetricWord(NAME, Measure.SUM)},
)


def read(text: str) -> list[Fault]:
    """What is wrong with one requirement."""
    faults = Faults()
    document = read_yaml("rule.yaml", text, faults)
    assert document is not None
    parse(document.value, document, (), faults, WORDS)
    return faults.ordered()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("all:\n  - metric: {name: clients, min: 20}\n    people: {holds_any: [sf], need: 1}\n", (3, 5)),
        ("all:\n  - - metric: {name: clients, min: 20}\n    - metric: {name: turnover, min: 1500000}\n", (2, 5)),
        ("metric:\n  - {name: clients, min: 20}\n  - {name: turnover, min: 1500000}\n", (1, 1)),
        ("all:\n  - or:\n      - metric: {name: clients, min: 20}\n", (2, 5)),
        ("and: [{people: {holds_any: [sf], need: 1}}]\n", (1, 1)),
        ("clients or turnover: 20\n", (1, 1)),
        ("клиенты или оборот: 20\n", (1, 1)),
        ("all:\n  - metric: {name: clients, min: 20}\n    or: {metric: {name: turnover, min: 1}}\n", (3, 5)),
    ],
)
def test_what_could_mean_both_is_refused_where_it_stands(text: str, place: tuple[int, int]) -> None:
    (fault,) = read(text)
    assert (fault.code, (fault.at.line, fault.at.column)) == ("AND_OR_AMBIGUOUS", place)
    repair = say(fault.repair, "en")
    assert "all: [" in repair
    assert "any: [" in repair


def test_the_repair_names_what_stands_there() -> None:
    (fault,) = read("metric: {name: clients, min: 20}\npeople: {holds_any: [sf], need: 1}\n")
    assert say(fault.repair, "en").startswith("Write “all: [metric: ..., people: ...]” when each of them is needed")


@pytest.mark.parametrize(
    "text",
    [
        "any:\n  - metric: {name: clients, min: 20}\n  - metric: {name: turnover, min: 5}\n",
        "all: []\n",
        "people: {holds_any: [sf], need: 1}\n",
    ],
)
def test_what_means_one_thing_is_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("people: {holds_any: [sf], need: 1}\nnote: x\n", "REQUIREMENT_SHAPE"),
        ("people: []\n", "VALUE_WRONG"),
        ("[]\n", "REQUIREMENT_SHAPE"),
    ],
)
def test_what_is_wrong_otherwise_keeps_its_own_code(text: str, code: str) -> None:
    assert [fault.code for fault in read(text)] == [code]
