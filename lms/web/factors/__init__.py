"""Proving who somebody is: a fresh proof, second factors at sign-in, and the account's page of security."""
