"""What promotion costs and brings: the budget, the channels."""
