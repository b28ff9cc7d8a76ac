"""The chained log of who did what, when and why."""
