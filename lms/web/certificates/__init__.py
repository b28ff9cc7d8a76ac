"""Pages of certificates and certifications, and the public verification."""
