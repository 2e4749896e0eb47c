"""INI files, as Python's configparser documents them: sections, keys with or without a value, no interpolation."""

from configparser import RawConfigParser


def ini_document(text: str) -> dict[str, dict[str, str | None]]:
    """Section → key → value, in which a key that stands twice has its last value. configparser.Error where it is none."""
    parser = RawConfigParser(strict=False, interpolation=None, allow_no_value=True, default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    parser.read_string(text)
    return {section: dict(parser.items(section)) for section in parser.sections()}
