"""Python: bytecode, pip's cache and the history of its prompt (peps.python.org/pep-3147, pip.pypa.io/en/stable/topics/caching)."""

from drift.policy.presets.interface import Line, Preset

PRESET = Preset(
    name="python",
    title="Python and pip",
    lines=(
        Line("__pycache__/", "what it compiled from sources when they were imported first"),
        Line("**/.cache/pip/", "what pip downloaded and built, kept for the next time"),
        Line(".python_history", "what was typed at its prompt"),
    ),
)
