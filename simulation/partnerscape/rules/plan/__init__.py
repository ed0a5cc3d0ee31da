"""Rules of the month for plans of components: what is announced, planned, counted, shared, paid, passed up and owed."""
