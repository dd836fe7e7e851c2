"""What the exports of other systems look like, and how each is brought into our shape."""
