"""What a plan counts of a partner's month, and what a partner sees of its pay ahead. Shared by the rules of plans."""
