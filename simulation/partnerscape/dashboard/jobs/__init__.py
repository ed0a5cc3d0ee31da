"""What takes longer than a glance: runs behind the page, reports progress, can be cancelled."""
