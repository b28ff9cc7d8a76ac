"""What the pages of quizzes show, one module a page."""
