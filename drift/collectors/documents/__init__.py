"""Configuration files as what they are: JSON, YAML, TOML, INI, files of variables, and lines of text."""
