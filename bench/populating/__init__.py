"""A made-up programme of any size, written straight into the tables: for experiments that need many rows and not their history."""
