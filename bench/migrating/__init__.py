"""Migrations on a populated database: what is compared, and the traffic that goes on meanwhile."""
