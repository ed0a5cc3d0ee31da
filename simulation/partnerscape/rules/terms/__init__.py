"""What the vendor sets and says: rollout, notice, contact, surveys, reviews, events."""
