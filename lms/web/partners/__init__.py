"""A partner's team, its invitations, its people, and joining it, as pages."""
