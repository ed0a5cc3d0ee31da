"""What the machine gives and takes: folders to keep things in, text that any terminal can show."""
