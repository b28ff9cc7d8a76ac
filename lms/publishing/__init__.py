"""Check a content tree, show what changes, make it a release, go back."""
