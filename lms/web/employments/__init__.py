"""Where somebody works: asking to join by a link, answering who asked, leaving on a day, and thinking better of it."""
