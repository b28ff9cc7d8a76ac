"""Parts of the experiment with mutated trees: the damage, the verdict on what the check says, and the database that is published into."""
