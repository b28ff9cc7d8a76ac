"""Tiers, rule versions and the standing of partners."""
