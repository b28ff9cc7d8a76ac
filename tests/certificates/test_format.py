"""Certifications are read as the manual says."""

from lms.certificates import format as certificates_format
from lms.certificates.rules import Anchor, Certification, Need, Validity
from lms.core.content.faults import Faults
from lms.core.content.passage import Reading, Shown
from lms.core.content.tree import Tree
from lms.core.ids import Slug
from tests.content.manual import manual_files

PAGE = "certificates/basics.md"


def basics(*changes: tuple[str, str]) -> tuple[Certification, Faults]:
    """The certification of the manual after changes of its file."""
    files = manual_files()
    text = files[PAGE].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    files[PAGE] = text.encode()
    reading = Reading(Tree(files), lambda passage: Shown(passage.text.strip()), Faults())
    return certificates_format.read(reading).items[Slug("basics")], reading.faults


def test_a_certification_is_read_in_both_languages():
    read, faults = basics()

    assert faults.found == []
    assert (read.title["ru"], read.code, read.track) == ("Основы платформы", "PB", "sales")
    assert read.needs == (Need("course", Slug("first-steps")),)
    assert read.exam == "basics"
    assert read.validity == Validity(24, Anchor.ISSUE)
    assert (read.renewal_opens_days_before, read.renewal_open_days_after) == (60, 30)
    assert read.abilities[1] == {"en": "Names what may be promised", "ru": "Знает, что можно обещать"}
    assert (read.counts, read.offered, read.preparation_days) == (True, True, 10)
    assert read.body["en"].startswith("What the certificate proves")


def test_what_is_left_out_has_the_value_of_the_manual():
    read, faults = basics(
        ("needs:\n  - course: first-steps\n", ""),
        ("renewal: {opens_days_before: 60, open_days_after: 30}\n", ""),
        ("counts: true\n", ""),
        ("preparation_days: 10\n", ""),
    )

    assert faults.found == []
    assert (read.needs, read.renews, read.counts) == ((), (), True)
    assert (read.renewal_opens_days_before, read.renewal_open_days_after) == (60, 0)
    assert read.preparation_days == 10


def test_the_days_of_preparation_are_read_and_are_a_year_at_most():
    assert basics(("preparation_days: 10", "preparation_days: 25"))[0].preparation_days == 25
    reading = manual_files()
    reading[PAGE] = reading[PAGE].replace(b"preparation_days: 10", b"preparation_days: 367")
    faults = Faults()
    certificates_format.read(Reading(Tree(reading), lambda passage: Shown(passage.text.strip()), faults))
    assert [(fault.path, fault.code) for fault in faults.found] == [(PAGE, "VALUE_WRONG")]


def test_validity_may_never_end_or_count_from_the_release_of_a_course():
    assert basics(("{months: 24, from: issue}", "none"))[0].validity is None
    released, faults = basics(("from: issue", "from: course_release, course: first-steps"))
    assert released.validity == Validity(24, Anchor.COURSE_RELEASE, Slug("first-steps"))
    assert faults.found == []


def test_a_certification_in_preparation_needs_no_exam():
    read, faults = basics(("exam: basics\n", "state: in_preparation\n"))
    assert (read.exam, read.offered, faults.found) == (None, False, [])


def test_designs_lie_beside_certifications():
    files = {**manual_files(), "certificates/designs/plain.typ": b"#set page()"}
    reading = Reading(Tree(files), lambda passage: Shown(passage.text), Faults())
    certificates_format.read(reading)
    assert reading.faults.found == []
