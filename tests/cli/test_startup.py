"""A command answers at once: what is heavy is imported where it is used."""

HEAVY = [
    "rich",
    "docker",
    "requests",
    "sqlite3",
    "sqlite_utils",
    "msgspec",
    "jinja2",
    "deepdiff",
    "yaml",
    "pathspec",
    "univers",
    "packageurl",
]


def test_nothing_heavy_is_imported_to_say_the_version_or_to_help(drift):
    for words in ("--version", "--help"):
        script = (
            f"import sys; sys.argv = ['drift', {words!r}]\n"
            "before = set(sys.modules)  # what watches the tests imports, too\n"
            "import drift.__main__ as program\n"
            "try: program.main()\n"
            f"except SystemExit: print(sorted(set({HEAVY!r}) & (set(sys.modules) - before)))\n"
        )
        done = drift.python(script)
        assert done.out.splitlines()[-1] == "[]", done


def test_the_version_is_that_of_the_package(drift):
    from drift import __version__

    assert drift("--version", code=0).out == f"drift {__version__}\n"
