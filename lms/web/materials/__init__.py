"""The sales materials as pages, and their files behind the gate."""
