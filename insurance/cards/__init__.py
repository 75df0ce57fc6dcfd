"""The eCard as a picture: what it says, where it stands, how it is painted."""
