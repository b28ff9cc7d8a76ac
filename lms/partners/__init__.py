"""Partners, employments, invitations, agreements, managers, figures and evidence."""
