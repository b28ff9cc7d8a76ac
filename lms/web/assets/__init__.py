"""Fonts, pictures of the content, and the signs of life."""
