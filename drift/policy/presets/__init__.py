"""Every preset, by name: `preset = ["nginx"]` in drift.toml hides what nginx writes by itself."""

from drift.policy.presets import nginx, node, postgres, python
from drift.policy.presets.interface import HIDES, Line, Preset

PRESETS: tuple[Preset, ...] = (
    nginx.PRESET,
    node.PRESET,
    postgres.PRESET,
    python.PRESET,
)
BY_NAME = {preset.name: preset for preset in PRESETS}

__all__ = ("BY_NAME", "HIDES", "PRESETS", "Line", "Preset")
