"""Node.js: npm's cache and logs, and the history of its prompt (docs.npmjs.com/cli/commands/npm-cache, nodejs.org/api/repl.html)."""

from drift.policy.presets.interface import Line, Preset

PRESET = Preset(
    name="node",
    title="Node.js and npm",
    lines=(
        Line("**/.npm/_cacache/", "what npm downloaded, kept for the next time"),
        Line("**/.npm/_logs/", "a log of each run of npm"),
        Line("**/.npm/_update-notifier-last-checked", "when npm looked for a newer npm"),
        Line(".node_repl_history", "what was typed at its prompt"),
    ),
)
