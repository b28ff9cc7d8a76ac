"""What content is served, since when, and what was published before."""
