"""One's own data: a copy of everything, consents, and being erased."""
