"""Waymark: a partner academy in which every lock, number and date explains itself."""
