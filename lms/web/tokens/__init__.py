"""The account's page of tokens, by which other programs act for a person."""
