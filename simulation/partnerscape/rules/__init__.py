"""The economics: one rule, one short compiled function, one file. No Mesa, no pandas, no files."""
