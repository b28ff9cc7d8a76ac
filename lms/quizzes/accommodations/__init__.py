"""What stands for one person in every quiz: a time factor, more attempts, breaks; entered once, and only ever added to."""
