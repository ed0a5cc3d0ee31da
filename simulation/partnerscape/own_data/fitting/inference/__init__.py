"""From simulated panels to a posterior: prior, pool of runs, what statistics say of assumptions, draws."""
