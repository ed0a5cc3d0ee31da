"""What a month leaves: columns of a partner, lines of the journal, the worth of the network."""
