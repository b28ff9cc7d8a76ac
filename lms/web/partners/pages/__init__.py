"""What the pages of partners show: the team, one person, an invitation that is followed."""
