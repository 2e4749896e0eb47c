"""Configuration files as what they are: JSON, YAML, TOML, INI, XML, properties, variables, blocks, keywords, and lines of text."""
