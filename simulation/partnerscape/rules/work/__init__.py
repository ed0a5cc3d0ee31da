"""What a partner does with its hours: offers, effort, training, aims, growth."""
