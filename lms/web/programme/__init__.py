"""The tier of a partner and the agreement, as pages."""
