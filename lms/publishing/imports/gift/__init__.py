"""GIFT, the text format of Moodle's question bank: every question it can say, read block by block."""

from lms.publishing.imports.gift.reading import read

__all__ = ["read"]
