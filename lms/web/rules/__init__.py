"""Versions of the rules: what they change, what they would do to every partner, and who has acknowledged them."""
