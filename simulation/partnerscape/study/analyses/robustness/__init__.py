"""Which policy is the most robust, by every usual criterion."""
