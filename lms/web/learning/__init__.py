"""Pages of learning: the home of a person with a path."""
