"""Sales materials, their gates and who opened them."""
