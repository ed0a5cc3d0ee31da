"""What a comparison holds: its value, its tables, partners followed month by month."""
