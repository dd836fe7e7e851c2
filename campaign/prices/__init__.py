"""What things cost: price history, discounts, the margin floor."""
