"""Publishing: the same content is one release, a broken tree replaces nothing, and going back is only going back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from lms.accounts.models import Person
from lms.core.content.tree import Tree
from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.ids import PublicId, ReleaseId, RevisionHash, Slug
from lms.learning.models import LessonProgress
from lms.partners.models import Partner
from lms.programme.events import ProgrammePublished
from lms.publishing import library as libraries
from lms.publishing.check import check
from lms.publishing.difference import difference, impact
from lms.publishing.library import EMPTY, library_of, quiz_of
from lms.publishing.service import activate, publish
from lms.quizzes.models import Attempt
from lms.releases import queries
from lms.releases.events import ReleaseActivated, ReleasePublished
from lms.releases.models import Activation, Blob, Release, Revision
from tests.content.manual import manual_files
from tests.parallel import at_once

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LESSON = "courses/first-steps/02-who-buys.md"


def tree(*changes: tuple[str, str, str]) -> Tree:
    """The manual's tree after replacements (path, old, new)."""
    files = manual_files()
    for path, old, new in changes:
        assert old in files[path].decode()
        files[path] = files[path].decode().replace(old, new, 1).encode()
    return Tree(files)


CHANGED = (LESSON, "The office grows.", "The office grows again.")


def published(content: Tree, now: datetime = NOW) -> ReleaseId:
    """Publish and answer the number of the release."""
    with transaction():
        release, _ = publish(check(content), content, None, now)
        return release.id


def rows(db: SQLAlchemy, table: type) -> int:
    """How many rows a table has."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_the_same_content_published_by_four_at_once_is_one_release(db: SQLAlchemy):
    content = tree()
    checked = check(content)
    told = at_once(db, lambda _number: len(publish(checked, content, None, NOW)[1]), 4)
    assert sorted(told) == [0, 0, 0, 2]
    assert (rows(db, Release), rows(db, Activation)) == (1, 1)


def test_a_release_is_served_and_says_what_happened(db: SQLAlchemy):
    content = tree()
    with transaction():
        release, events = publish(check(content), content, None, NOW)

    assert queries.current() == release.id
    assert [type(event) for event in events] == [ReleasePublished, ProgrammePublished]
    assert release.summary["course"] == 1
    assert [(row.id, row.current) for row in queries.all_releases()] == [(release.id, True)]
    assert queries.last_activated() == NOW


def test_publishing_the_same_content_twice_is_one_release(db: SQLAlchemy):
    first = published(tree())
    stored = (rows(db, Release), rows(db, Revision), rows(db, Blob), rows(db, Activation))
    content = tree()
    with transaction():
        again, events = publish(check(content), content, None, NOW + timedelta(days=1))

    assert (again.id, events) == (first, [])
    assert (rows(db, Release), rows(db, Revision), rows(db, Blob), rows(db, Activation)) == stored


def test_only_what_changed_gets_a_new_revision(db: SQLAlchemy):
    published(tree())
    before = rows(db, Revision)
    published(tree(CHANGED))

    assert rows(db, Revision) == before + 1
    assert rows(db, Release) == 2


def test_a_broken_tree_never_replaces_a_good_one(db: SQLAlchemy):
    first = published(tree())
    broken = tree((LESSON, "minutes: 7", "minutes: soon"))
    checked = check(broken)

    assert checked.library is None
    with pytest.raises(Refused), transaction():
        publish(checked, broken, None, NOW)
    assert queries.current() == first
    assert rows(db, Release) == 1


def test_a_version_of_the_programme_with_other_rules_rolls_everything_back(db: SQLAlchemy):
    first = published(tree())
    other = tree(CHANGED, ("certificates/programme.yaml", "min: 4.2,", "min: 4.3,"))
    with pytest.raises(Conflict), transaction():
        publish(check(other), other, None, NOW)

    assert queries.current() == first
    assert rows(db, Release) == 1


def test_going_back_serves_the_older_content_again_and_keeps_every_row(db: SQLAlchemy):
    first, second = published(tree()), published(tree(CHANGED))
    with transaction():
        events = activate(first, None, NOW)

    assert queries.current() == first
    assert [(type(event), event.release, event.before) for event in events if isinstance(event, ReleaseActivated)] == [
        (ReleaseActivated, first, second)
    ]
    assert rows(db, Release) == 2
    with transaction():
        assert activate(first, None, NOW) == []
    assert rows(db, Activation) == 3


def test_publishing_older_content_again_is_going_back(db: SQLAlchemy):
    first = published(tree())
    published(tree(CHANGED))
    content = tree()
    with transaction():
        release, events = publish(check(content), content, None, NOW)

    assert release.id == first
    assert [type(event) for event in events] == [ReleaseActivated]


def test_a_release_that_is_not_there_cannot_be_served(db: SQLAlchemy):
    with pytest.raises(NotFound), transaction():
        activate(ReleaseId(7), None, NOW)
    with pytest.raises(NotFound):
        library_of(ReleaseId(7))
    with pytest.raises(NotFound):
        quiz_of(RevisionHash("0" * 64))


def test_the_library_comes_from_the_database_alone_and_is_what_was_read(db: SQLAlchemy):
    content = tree()
    checked = check(content)
    number = published(content)
    libraries._kept.clear()
    library = library_of(number)

    assert checked.library is not None
    revisions = library.catalogue.revisions, library.quizzes.revisions
    assert replace(library.catalogue, revisions={}) == checked.library.catalogue
    assert library.quizzes.quizzes == checked.library.quizzes.quizzes
    assert library.certifications == checked.library.certifications
    assert library.programme == checked.library.programme
    assert library.materials == checked.library.materials
    assert library.media == checked.library.media
    assert set(revisions[0]) == {"first-steps"}
    assert set(revisions[1]) == set(checked.library.quizzes.quizzes) > {"basics", "first-steps-checks"}
    assert list(library.items()) == list(checked.library.items())
    assert library_of(number) is library


def test_nothing_published_is_an_empty_library(db: SQLAlchemy):
    assert queries.current() is None
    assert library_of(None) is EMPTY
    assert list(EMPTY.items()) == []


def test_only_a_few_libraries_stay_in_memory(db: SQLAlchemy):
    numbers = [published(tree((LESSON, "minutes: 7", f"minutes: {minutes}"))) for minutes in range(10, 17)]
    for number in numbers:
        library_of(number)

    assert len(libraries._kept) <= libraries.KEPT


def test_an_old_attempt_keeps_its_paper(db: SQLAlchemy):
    first = library_of(published(tree()))
    old = first.quizzes.revisions[Slug("basics")]
    second = library_of(published(tree(("quizzes/basics.md", "The accountant", "The auditor"))))

    assert second.quizzes.revisions[Slug("basics")] != old
    assert quiz_of(old) == first.quizzes.quizzes[Slug("basics")]


def test_a_revision_of_another_kind_is_no_quiz(db: SQLAlchemy):
    library = library_of(published(tree()))
    with pytest.raises(NotFound):
        quiz_of(library.catalogue.revisions[Slug("first-steps")])


def test_pictures_are_served_by_their_hash_and_files_of_materials_are_not(db: SQLAlchemy):
    library = library_of(published(tree()))
    picture = next(iter(library.media))
    file = library.materials.items[Slug("pitch")].files[0]

    shown, kept = queries.media(picture), queries.material_file(file.blob)
    assert shown is not None
    assert shown.media_type == "image/svg+xml"
    assert kept is not None
    assert kept.data == b"Ten slides.\n"
    assert queries.media(file.blob) is None
    assert queries.material_file(picture) is None
    assert queries.media(RevisionHash("0" * 64)) is None


def test_the_difference_names_what_is_added_changed_and_removed(db: SQLAlchemy):
    old, new = check(tree()).library, check(tree(CHANGED)).library
    assert old is not None
    assert new is not None

    assert difference(old, old).nothing
    assert [(one.kind, one.slug, one.title["en"]) for one in difference(old, new).changed] == [("course", "first-steps", "First steps")]
    assert len(difference(EMPTY, old).added) == len(list(old.items())) == len(difference(old, EMPTY).removed)


def test_the_impact_counts_learners_open_attempts_and_partners(db: SQLAlchemy):
    first = library_of(published(tree()))
    with transaction():
        person = Person(
            public_id=PublicId("p"), email="a@b.example", fs_uniquifier="a", name="Anna", language="en", zone="UTC", created_at=NOW
        )
        db.session.add_all([person, Partner(public_id=PublicId("v"), name="Vector", created_at=NOW)])
        db.session.flush()
        revision = first.catalogue.revisions[Slug("first-steps")]
        db.session.add(
            LessonProgress(
                person_id=person.id, course=Slug("first-steps"), lesson=Slug("who-buys"), revision=revision, first_seen_at=NOW, seen_at=NOW
            )
        )
        db.session.add(
            Attempt(
                public_id=PublicId("x"), person_id=person.id, quiz=Slug("basics"), revision=first.quizzes.revisions[Slug("basics")],
                cycle=1, number=1, started_at=NOW,
            )
        )  # fmt: skip
    changed = tree(
        CHANGED, ("quizzes/basics.md", "The accountant", "The auditor"), ("certificates/programme.yaml", "version: 1", "version: 2")
    )
    new = check(changed).library
    assert new is not None

    touched = impact(difference(first, new))
    assert (touched.learners, touched.open_attempts, touched.partners) == (1, 1, 1)
    nobody = impact(difference(first, first))
    assert (nobody.learners, nobody.open_attempts, nobody.partners) == (0, 0, 0)


def test_validity_from_a_course_release_counts_from_the_first_day_on_which_it_was_offered(db: SQLAlchemy):
    planned = ("courses/first-steps/course.md", "prerequisites: []", "prerequisites: []\nstate: in_preparation")
    rule = ("certificates/basics.md", "from: issue", "from: course_release, course: first-steps")

    def released_on(number: ReleaseId) -> date | None:
        validity = library_of(number).certifications.items[Slug("basics")].validity
        assert validity is not None
        return validity.released_on

    assert released_on(published(tree(rule, planned), NOW)) is None
    assert released_on(published(tree(rule), NOW + timedelta(days=10))) == date(2026, 12, 1)
    assert released_on(published(tree(rule, CHANGED), NOW + timedelta(days=90))) == date(2026, 12, 1)
