"""Who belongs: feelings, exits, starts, invitations, newcomers."""
