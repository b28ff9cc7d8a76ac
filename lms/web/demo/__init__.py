"""What only a demo instance has: its people at one click, its mails, and a new beginning."""
