"""Pages of figures: those of a partner with their history, entering and correcting one, and files that are looked at first."""
