"""Materials are read as the manual says, each file with its type, size and the hash of its bytes."""

import hashlib
from datetime import date

from lms.core.content.faults import Faults
from lms.core.content.passage import Reading, Shown
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from lms.materials import format as materials_format
from lms.materials.rules import Material, MaterialKind
from lms.requirements.all import All
from lms.requirements.person_holds import PersonHolds
from lms.requirements.tier_at_least import TierAtLeast
from lms.requirements.words import Words
from tests.content.manual import manual_files

PAGE = "materials/pitch/material.md"
WORDS = Words(certifications={Slug("basics"): {"en": "Basics"}}, tiers={Slug("entry"): {"en": "Entry"}})
GATE = "gate:\n  all:\n    - tier_at_least: entry\n    - person_holds: basics\n"


def pitch(*changes: tuple[str, str], words: Words | None = WORDS) -> tuple[Material, Faults]:
    """The material of the manual after changes of its file."""
    files = manual_files()
    text = files[PAGE].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    files[PAGE] = text.encode()
    reading = Reading(Tree(files), lambda passage: Shown(passage.text.strip()), Faults())
    return materials_format.read(reading, words).items[Slug("pitch")], reading.faults


def test_a_material_is_read_in_both_languages_with_its_gate():
    read, faults = pitch()

    assert faults.found == []
    assert (read.title["ru"], read.code, read.kind, read.version) == ("Презентация", "M1", MaterialKind.DECK, 2)
    assert (read.owner_name, read.owner_email) == ("Nadia Orlova", "materials@nimbus.example")
    assert (read.review_due, read.expires) == (date(2027, 6, 1), date(2028, 1, 1))
    assert read.gate == All((TierAtLeast(Slug("entry")), PersonHolds(Slug("basics"))))
    assert read.changed["ru"] == "Новый слайд о сроках восстановления."
    assert read.body["ru"] == "Когда показывать и с чего начать."


def test_a_file_is_known_by_the_hash_of_its_bytes():
    first, second = pitch()[0].files

    assert (first.name, first.language, first.media_type, first.size) == ("pitch.en.txt", "en", "text/plain", 12)
    assert first.blob == hashlib.sha256(b"Ten slides.\n").hexdigest()
    assert second.language == "ru"


def test_without_a_gate_everybody_who_is_signed_in_may_open_it_and_public_opens_it_to_everyone():
    signed_in, faults = pitch((GATE, ""))
    assert (signed_in.gate, signed_in.public, faults.found) == (None, False, [])
    public, faults = pitch((GATE, "public: true\n"))
    assert (public.gate, public.public, faults.found) == (None, True, [])


def test_a_material_need_not_end():
    assert pitch(("expires: 2028-01-01\n", ""))[0].expires is None


def test_nothing_is_said_about_gates_while_the_programme_cannot_be_read():
    read, faults = pitch(words=None)
    assert (read.gate, faults.found) == (None, [])


def test_a_gate_that_cannot_be_read_is_a_fault_and_never_an_open_door_in_a_release():
    _, faults = pitch(("tier_at_least: entry", "tier_at_least: platinum"))
    assert [fault.code for fault in faults.errors] == ["TIER_UNKNOWN"]
