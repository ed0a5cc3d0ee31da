"""What systems call columns, statuses, kinds of orders and totals, and what a file's own words mean."""
