"""Becoming a partner: the public page with its form, the applicant's page, and the vendor's review."""
