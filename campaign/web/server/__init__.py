"""What answers a socket: the app, its guard, sign-in, the API, the push and the server's own rounds."""
