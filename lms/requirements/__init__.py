"""Kinds of requirement and gate, their evaluation and explanation: pure functions over a snapshot of facts."""
