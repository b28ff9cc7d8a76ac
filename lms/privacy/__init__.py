"""What people decide about their own data: consents in versions, and having everything about them erased."""
