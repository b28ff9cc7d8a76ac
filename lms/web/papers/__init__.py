"""Pages of papers: those in reach, handing one in, and one with its steps and the forms that decide on it."""
