"""What a tab shows, as frozen values: the address bar holds them, so that reload and back work."""
