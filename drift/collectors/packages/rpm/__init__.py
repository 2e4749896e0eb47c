"""RPM's package database, in its three back-ends, and the header of each package in it."""
