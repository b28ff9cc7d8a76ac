"""Looks up what the files of one feature name of another: exams, questions, objectives, lessons, products, items of paths."""

import re
from dataclasses import dataclass

from lms.certificates.rules import Certifications
from lms.core.content.faults import Position
from lms.core.content.naming import is_id, looks_like, note_look_alike
from lms.core.content.passage import Reading, Reference
from lms.core.content.tree import Tree
from lms.core.ids import RevisionHash, Slug
from lms.core.text import Message, msg
from lms.courses.rules import Catalogue
from lms.materials.rules import Materials
from lms.programme.rules import Programme
from lms.publishing.rendering import COURSE, LESSON
from lms.publishing.sources import check_sources
from lms.quizzes.format import QuizFiles
from lms.quizzes.rules import QuizKind

NAMED_LESSON = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
COURSE_FOLDER = re.compile(r"courses/([a-z0-9-]+)/")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the features read."""

    catalogue: Catalogue
    quizzes: QuizFiles
    certifications: Certifications
    programme: Programme | None
    materials: Materials


@dataclass(frozen=True, slots=True)
class Declared:
    """The ids for which there are files, readable or not: a fault in one of them does not make every mention of it another."""

    courses: frozenset[Slug]
    lessons: frozenset[str]
    quizzes: frozenset[Slug]
    certifications: frozenset[Slug]


def declared(tree: Tree) -> Declared:
    """What the names of the files declare."""
    lessons = [found for path in tree.files if (found := LESSON.fullmatch(path))]
    return Declared(
        courses=frozenset(Slug(found[1]) for path in tree.files if (found := COURSE.fullmatch(path))),
        lessons=frozenset(f"{found[1]}/{found[2]}" for found in lessons),
        quizzes=frozenset(_pages(tree, "quizzes")),
        certifications=frozenset(_pages(tree, "certificates")),
    )


def check_crossings(parts: Parts, media: dict[RevisionHash, str], reading: Reading) -> None:
    """Note every reference that leads nowhere, or to something of the wrong kind."""
    crossing = _Crossing(parts, declared(reading.tree), reading)
    for reference in reading.references:
        crossing.look_up(reference)
    crossing.questions()
    check_sources(parts.quizzes, reading)
    crossing.needs()
    crossing.material_files(media)


@dataclass(slots=True)
class _Crossing:
    parts: Parts
    declared: Declared
    reading: Reading

    def look_up(self, reference: Reference) -> None:
        """One reference that a format noted."""
        match reference.kind:
            case "course" if reference.target not in self.declared.courses:
                self._unknown(reference, "COURSE_UNKNOWN", msg("There is no course “%(id)s”.", id=reference.target))
            case "certification" if reference.target not in self.declared.certifications:
                self._unknown(reference, "CERTIFICATION_UNKNOWN", msg("There is no certification “%(id)s”.", id=reference.target))
            case "product" if self.parts.programme and reference.target not in {one.id for one in self.parts.programme.products}:
                self._unknown(reference, "PRODUCT_UNKNOWN", msg("The programme has no product “%(id)s”.", id=reference.target))
            case "exam":
                self._exam(reference)
            case "question":
                self._question(reference)
            case "link":
                self._link(reference)

    def questions(self) -> None:
        """Objectives and lessons that questions name."""
        every_course_read = len(self.parts.catalogue.courses) == len(self.declared.courses)
        for quiz in self.parts.quizzes.quizzes.values():
            path, marks = self.parts.quizzes.paths[quiz.id], self.parts.quizzes.marks
            for question in quiz.questions:
                objective = question.objective if every_course_read else None
                if objective and is_id(objective) and self.parts.catalogue.objective(objective) is None:
                    self._add(
                        path, marks[quiz.id, question.id, "objective"], "OBJECTIVE_UNKNOWN",
                        msg("No course has the objective “%(id)s”.", id=objective),
                        msg("Name an objective of a course, or add it there."),
                    )  # fmt: skip
                if question.lesson and NAMED_LESSON.fullmatch(question.lesson) and question.lesson not in self.declared.lessons:
                    self._add(
                        path, marks[quiz.id, question.id, "lesson"], "LESSON_UNKNOWN",
                        msg("There is no lesson “%(id)s”.", id=question.lesson),
                        msg("Write it as course/lesson, without the number of the file."),
                    )  # fmt: skip

    def needs(self) -> None:
        """An offered course or certification whose needs cannot be fulfilled yet."""
        for reference in self.reading.references:
            if self._is_need(reference) and self._to_come(reference):
                self.reading.faults.warn(
                    reference.path, reference.at, "NEED_IN_PREPARATION",
                    msg("This is offered but needs “%(id)s”, which is in preparation.", id=reference.target),
                    msg("Offer that first, or write “state: in_preparation” here."),
                )  # fmt: skip

    def _is_need(self, reference: Reference) -> bool:
        """Whether this is what an offered course or certification asks for."""
        match reference.path.split("/"):
            case ["courses", folder, _]:
                course = self.parts.catalogue.courses.get(Slug(folder))
                return course is not None and course.offered and reference.kind == "course"
            case ["certificates", name]:
                one = self.parts.certifications.items.get(Slug(name.partition(".")[0]))
                asked = {(need.kind, need.ref) for need in one.needs} if one and one.offered else set()
                return (reference.kind, reference.target) in asked
        return False

    def _to_come(self, reference: Reference) -> bool:
        of = self.parts.catalogue.courses if reference.kind == "course" else self.parts.certifications.items
        named = of.get(Slug(reference.target))
        return named is not None and not named.offered

    def material_files(self, media: dict[RevisionHash, str]) -> None:
        """A file of a material that is also shown in a lesson would go round its gate."""
        for material in self.parts.materials.items.values():
            for file in material.files:
                if file.blob in media:
                    self._add(
                        f"materials/{material.id}/{file.name}", Position(), "FILE_WITHOUT_GATE",
                        msg("The same file is %(other)s, where everybody may open it.", other=media[file.blob]),
                        msg("Link to the material instead: material:%(id)s.", id=material.id),
                    )  # fmt: skip

    def _exam(self, reference: Reference) -> None:
        quiz = self.parts.quizzes.quizzes.get(Slug(reference.target))
        if reference.target not in self.declared.quizzes:
            self._unknown(reference, "QUIZ_UNKNOWN", msg("There is no quiz “%(id)s”.", id=reference.target))
        elif quiz and quiz.kind is not QuizKind.EXAM:
            self._add(
                reference.path, reference.at, "QUIZ_NOT_AN_EXAM", msg("The quiz “%(id)s” is not of the kind exam.", id=reference.target),
                msg("Name an exam, or write “kind: exam” in the quiz."),
            )  # fmt: skip

    def _question(self, reference: Reference) -> None:
        name, _, question = reference.target.partition("#")
        quiz = self.parts.quizzes.quizzes.get(Slug(name))
        if name not in self.declared.quizzes:
            self._unknown(reference, "QUIZ_UNKNOWN", msg("There is no quiz “%(id)s”.", id=name))
        elif quiz and (Slug(name), Slug(question)) not in self.parts.quizzes.places:
            self._unknown(reference, "QUESTION_UNKNOWN", msg("The quiz “%(quiz)s” has no question “%(id)s”.", quiz=name, id=question))
        elif quiz and quiz.kind is not QuizKind.CHECK:
            self._add(
                reference.path, reference.at, "QUIZ_NOT_OF_CHECKS", msg("The quiz “%(id)s” is not of the kind check.", id=name),
                msg("Ask a question of a quiz of checks: the key of any other would be given away here."),
            )  # fmt: skip

    def _link(self, reference: Reference) -> None:
        """A link that shows readers a page which is not there for them yet; drafts may link to drafts."""
        course = self.parts.catalogue.courses.get(Slug(reference.target.partition("/")[0]))
        here = COURSE_FOLDER.match(reference.path)
        own = self.parts.catalogue.courses.get(Slug(here[1])) if here else None
        if course and not course.offered and (own is None or own.offered):
            self.reading.faults.warn(
                reference.path, reference.at, "LINK_TO_DRAFT",
                msg("The link leads into the course “%(id)s”, which is in preparation.", id=course.id),
                msg("Take the link out until the course is offered, or offer it first."),
            )  # fmt: skip

    def _unknown(self, reference: Reference, code: str, message: Message) -> None:
        if looks_like(reference.target):
            note_look_alike(self.reading.faults, reference.path, reference.at, reference.target)
        else:
            self._add(reference.path, reference.at, code, message, msg("Mend the id, or add what it names."))

    def _add(self, path: str, at: Position, code: str, message: Message, repair: Message) -> None:
        self.reading.faults.add(path, at, code, message, repair)


def _pages(tree: Tree, folder: str) -> set[Slug]:
    names = {path.removeprefix(f"{folder}/") for path in tree.under(folder) if path.endswith(".md")}
    return {Slug(name.partition(".")[0]) for name in names}
