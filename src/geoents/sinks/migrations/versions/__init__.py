"""One module for each layout; a revision's name is its number."""
