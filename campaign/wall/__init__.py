"""The war-room wall: figures to one fragment of HTML and SVG, drawn once for all viewers."""
