"""A design in numbered blocks that any process plays which sees the folder: the plan, the blocks, who plays them."""
