"""Accommodations: the page of one person's, and breaks in an attempt."""
