"""Crash experiments: an installation whose workers are killed while learners sit their exams."""
