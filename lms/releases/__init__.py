"""Stored releases, revisions and blobs of content; old ones stay readable."""
