"""Lock files: the versions that an application was declared with."""
