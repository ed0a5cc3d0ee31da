"""From lead to served customer: word of mouth, leads, support, deals, service, the brand."""
