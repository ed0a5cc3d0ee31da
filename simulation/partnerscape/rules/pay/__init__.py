"""What partners earn and what they are worth: ranks, targets, commissions, overrides, accounts."""
