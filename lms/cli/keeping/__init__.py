"""Backups: one file that holds a whole database, what is in it, and how to know that it is whole."""
