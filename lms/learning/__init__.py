"""Assignments, lesson completion and progress on paths."""
