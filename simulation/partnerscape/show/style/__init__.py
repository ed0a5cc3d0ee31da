"""How everything looks and reads: colours, type, numbers, names."""
