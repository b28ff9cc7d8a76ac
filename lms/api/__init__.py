"""What other programs may ask, with a token of a person: every answer is JSON, and so is every problem."""
