"""Statistics that know no study: intervals, thresholds, failures, bargaining."""
