"""Who looks after a partner: the partner's own page about it, and the vendor's page with hand-over and notes."""
