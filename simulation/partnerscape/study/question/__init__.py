"""What is asked: levers, uncertainties, designs, and the futures that agree with today."""
