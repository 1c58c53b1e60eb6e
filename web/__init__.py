"""What stands between the network and the pages: pure ASGI middlewares on the parent app."""
