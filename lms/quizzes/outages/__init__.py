"""When the pages could not save: the heartbeat that shows it, the outages it found, and the time that attempts get back."""
