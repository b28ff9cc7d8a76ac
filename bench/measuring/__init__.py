"""Measuring what requests cost: an installation of some size, servers of three kinds, a load, and the goals."""
