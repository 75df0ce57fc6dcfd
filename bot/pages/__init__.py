"""Pages of the gateway that people open in a browser."""
