"""Signing in and out, passwords, the own account, language and theme."""
