"""What happened to a person's learning."""

from dataclasses import dataclass
from datetime import date

from lms.core.events import Event
from lms.core.ids import PublicId, RevisionHash, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAssigned(Event):
    """A path was given to a person."""

    assignment: PublicId
    path: Slug
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFinished(Event):
    """A person finished a lesson for the first time."""

    course: Slug
    lesson: Slug
    revision: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFinished(Event):
    """A person finished all lessons that the course had in this revision."""

    course: Slug
    revision: RevisionHash


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCompleted(Event):
    """A person came to the end of a path."""

    assignment: PublicId
    path: Slug
