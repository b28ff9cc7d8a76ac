"""The rules of quizzes know neither the web nor the database."""

import subprocess
import sys


def test_rules_format_and_questions_import_neither_flask_nor_sqlalchemy() -> None:
    program = (
        "import sys, lms.quizzes.rules, lms.quizzes.papers, lms.quizzes.format, lms.quizzes.questions, lms.quizzes.events\n"
        "print(sorted({'flask', 'sqlalchemy', 'flask_babel', 'lms.core.db', 'lms.core.clock'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
