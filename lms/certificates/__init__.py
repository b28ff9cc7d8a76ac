"""Certifications, and the certificates that persons earned."""
