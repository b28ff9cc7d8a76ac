"""Who looks after a partner: who suits, since when and why, what the partner says to it, and notes that every manager after finds."""
