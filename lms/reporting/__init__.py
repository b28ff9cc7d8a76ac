"""Figures over many rows, scoped to whom they are for."""
