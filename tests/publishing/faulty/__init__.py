"""Every kind of fault that an author can meet, with changes of the manual's tree that make exactly it."""

from tests.publishing.faulty.content import CASES as CONTENT
from tests.publishing.faulty.courses import CASES as COURSES
from tests.publishing.faulty.files import CASES as FILES
from tests.publishing.faulty.kinds import CASES as KINDS
from tests.publishing.faulty.making import Case
from tests.publishing.faulty.markdown import CASES as MARKDOWN
from tests.publishing.faulty.notation import CASES as NOTATION
from tests.publishing.faulty.programme import CASES as PROGRAMME
from tests.publishing.faulty.quizzes import CASES as QUIZZES
from tests.publishing.faulty.released import CASES as RELEASED
from tests.publishing.faulty.settings import CASES as SETTINGS

PARTS: dict[str, tuple[Case, ...]] = {
    "files": FILES,
    "content": CONTENT,
    "courses": COURSES,
    "markdown": MARKDOWN,
    "quizzes": (*QUIZZES, *SETTINGS, *NOTATION, *KINDS),
    "programme": PROGRAMME,
    "released": RELEASED,
}
"""The cases by what they are about, in the order of the manual's table."""

CASES = tuple(one for part in PARTS.values() for one in part)
