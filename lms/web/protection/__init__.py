"""The account's page of sign-in and security: password, authenticator app, passkeys, recovery codes."""
