"""What rules share: records, draws, kernels, and equations that more than one rule needs."""
