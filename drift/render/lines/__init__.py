"""Reports as lines of text, for a terminal and for a log."""
