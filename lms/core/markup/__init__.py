"""Markdown to sanitised HTML, rendered once when content is published, in a child process that has limits."""

from lms.core.markup.render import Rendered, Targets, Words, render, render_inline

__all__ = ["Rendered", "Targets", "Words", "render", "render_inline"]
