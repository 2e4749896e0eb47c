"""Words of shells that are no programs and no variables of a container."""

SHELLS = frozenset({"ash", "bash", "dash", "ksh", "mksh", "sh", "with-contenv"})
"""Interpreters of scripts in a grammar that Bash's is a superset of; the last is s6-overlay's, before sh or bash."""

BUILTIN = frozenset({
    "!", ".", ":", "[", "[[", "alias", "bg", "break", "builtin", "case", "cd", "command", "compgen", "complete", "continue",
    "declare", "dirs", "disown", "do", "done", "echo", "elif", "else", "enable", "esac", "eval", "exec", "exit", "export",
    "false", "fc", "fg", "fi", "for", "function", "getopts", "hash", "help", "history", "if", "in", "jobs", "kill", "let",
    "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly", "return", "select",
    "set", "shift", "shopt", "source", "suspend", "test", "then", "time", "times", "trap", "true", "type", "typeset",
    "ulimit", "umask", "unalias", "unset", "until", "wait", "while", "{", "}",
})  # fmt: skip
"""Builtins and reserved words (bash(1), dash(1))."""

OF_THE_SHELL = frozenset({
    "BASH", "BASHPID", "BASH_ALIASES", "BASH_ARGV", "BASH_COMMAND", "BASH_LINENO", "BASH_REMATCH", "BASH_SOURCE",
    "BASH_SUBSHELL", "BASH_VERSINFO", "BASH_VERSION", "COLUMNS", "COMP_WORDS", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS",
    "EUID", "FUNCNAME", "GROUPS", "HOME", "HOSTNAME", "HOSTTYPE", "IFS", "LINENO", "LINES", "MACHTYPE", "OLDPWD", "OPTARG",
    "OPTERR", "OPTIND", "OSTYPE", "PATH", "PIPESTATUS", "PPID", "PS1", "PS2", "PS4", "PWD", "RANDOM", "REPLY", "SECONDS",
    "SHELL", "SHELLOPTS", "SHLVL", "SRANDOM", "TERM", "UID", "_",
})  # fmt: skip
"""Variables that the shell or the engine sets in any case (bash(1), "Shell Variables")."""
