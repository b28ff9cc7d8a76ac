"""What a new library changes in an old one, and whom that touches."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from lms.core.db import db
from lms.core.ids import Slug
from lms.core.text import Texts
from lms.learning.models import LessonProgress
from lms.partners.models import Partner
from lms.publishing.library import Library
from lms.publishing.stored import Stored
from lms.quizzes.models import Attempt


@dataclass(frozen=True, slots=True)
class Changed:
    """One item that differs."""

    kind: str
    slug: Slug
    title: Texts


@dataclass(frozen=True, slots=True)
class Difference:
    """What is added, changed and removed, in the order of kinds and slugs."""

    added: tuple[Changed, ...] = ()
    changed: tuple[Changed, ...] = ()
    removed: tuple[Changed, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two are the same."""
        return not (self.added or self.changed or self.removed)

    def touched(self, kind: str) -> set[Slug]:
        """The slugs of this kind that people know and that change or go."""
        return {one.slug for one in (*self.changed, *self.removed) if one.kind == kind}


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a difference touches, in counts.

    `learners`: people with progress in a changed course. `open_attempts`: attempts that go on, on the paper they began with.
    `partners`: partners under a programme that changes.
    """

    learners: int
    open_attempts: int
    partners: int


def difference(old: Library, new: Library) -> Difference:
    """Compare two libraries item by item."""
    before = {(item.kind, item.slug): item for item in old.items()}
    after = {(item.kind, item.slug): item for item in new.items()}

    return Difference(
        added=_named(after[key] for key in after.keys() - before.keys()),
        changed=_named(after[key] for key in after.keys() & before.keys() if after[key].body != before[key].body),
        removed=_named(before[key] for key in before.keys() - after.keys()),
    )


def impact(changes: Difference) -> Impact:
    """Count the people, attempts and partners that a difference touches."""
    learners = select(func.count(LessonProgress.person_id.distinct())).where(LessonProgress.course.in_(changes.touched("course")))
    attempts = select(func.count(Attempt.id)).where(Attempt.finished_at.is_(None), Attempt.quiz.in_(changes.touched("quiz")))
    partners = select(func.count(Partner.id)) if changes.touched("programme") else None
    return Impact(
        learners=db.session.scalar(learners) or 0,
        open_attempts=db.session.scalar(attempts) or 0,
        partners=(db.session.scalar(partners) or 0) if partners is not None else 0,
    )


def _named(items: Iterable[Stored]) -> tuple[Changed, ...]:
    return tuple(Changed(item.kind, item.slug, item.title) for item in sorted(items, key=lambda item: (item.kind, item.slug)))
