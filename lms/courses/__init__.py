"""Courses, lessons, objectives and paths, as content."""
