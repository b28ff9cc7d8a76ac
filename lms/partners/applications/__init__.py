"""Becoming a partner: a company applies, the vendor looks, decides with a reason and signs; every step keeps its day and its person."""
