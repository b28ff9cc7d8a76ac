"""Reads certificates/programme.yaml into a version of the programme, with a located fault for everything that is wrong."""

from lms.programme.format.reading import PROGRAMME, Render, read_programme

__all__ = ["PROGRAMME", "Render", "read_programme"]
