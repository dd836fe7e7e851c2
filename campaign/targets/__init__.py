"""What is to be reached: the cascade, targets and pace, call-outs, the forecast."""
