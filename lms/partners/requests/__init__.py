"""Asking to join a partner: its join link, the request, and the answer."""
