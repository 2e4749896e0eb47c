"""What a verdict says in the log of a CI job, in the way that the service shows best."""
