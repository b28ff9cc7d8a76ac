"""The kind `course_done`, for gates and prerequisites only: the person has finished the course."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.core.content.yaml import Path, Value
from lms.core.ids import Slug
from lms.core.text import Message, msg
from lms.requirements.reading import Reader
from lms.requirements.result import Result
from lms.requirements.scene import Scene
from lms.requirements.words import Words, label


@dataclass(frozen=True, slots=True)
class CourseDone:
    """The course was finished once; what was finished stays finished."""

    course: Slug
    kind: Literal["course_done"] = "course_done"

    @classmethod
    def read(cls, value: Value, path: Path, reader: Reader[object]) -> "CourseDone | None":
        """`first-steps`."""
        course = reader.known("COURSE_UNKNOWN", value, reader.words.courses, path)
        return cls(course) if course else None

    def evaluate(self, scene: Scene) -> Result:
        """Met once it is finished."""
        met, name = self.holds(scene), label(scene.words.courses, self.course)
        message = (
            msg("The course “%(course)s” is finished.", course=name) if met
            else msg("The course “%(course)s” is not finished yet.", course=name)
        )  # fmt: skip
        return Result(self.kind, met, int(met), 1, message, subject=self.course)

    def asks(self, words: Words) -> Message:
        """What it asks for, without whether it is finished."""
        return msg("The course “%(course)s”, finished", course=label(words.courses, self.course))

    def holds(self, scene: Scene) -> bool:
        """Whether it is finished."""
        return self.course in scene.person.finished_courses

    def turns(self, scene: Scene) -> set[date]:  # noqa: ARG002 (the protocol of all kinds)
        """Nothing that the calendar alone knows."""
        return set()
