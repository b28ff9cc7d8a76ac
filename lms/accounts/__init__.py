"""Persons, their sign-in, sessions and roles."""
