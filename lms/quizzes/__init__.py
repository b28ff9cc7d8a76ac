"""Quizzes, question kinds, attempts and grading."""
