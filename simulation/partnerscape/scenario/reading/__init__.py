"""Reading what a user wrote: files, slips, kinds, complaints in words."""
