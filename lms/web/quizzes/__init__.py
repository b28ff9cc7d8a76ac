"""Pages of quizzes: start, sitting, result, review."""
