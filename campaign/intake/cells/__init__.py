"""The text of a cell as a value: numbers, days and instants, colour and size."""
