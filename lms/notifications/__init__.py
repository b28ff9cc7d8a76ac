"""The outbox, and the mails that leave it."""
