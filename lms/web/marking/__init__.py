"""Marking by hand: the queue, one answer at a time, and changing a mark later."""
