"""What the tests need of a machine, and how it comes there."""
