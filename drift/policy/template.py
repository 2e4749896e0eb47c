"""The commented drift.toml that `drift init` writes from what runs now."""

import re
from collections.abc import Mapping, Sequence

from drift.model.settings import Environment
from drift.policy.globs import literal
from drift.policy.tomltext import array, text

_LONE = re.compile("[\ud800-\udfff]")
"""Names that are not UTF-8: no TOML file can hold them."""

_HEAD = """\
# The policy of this project for `drift`: commit it beside the code. `drift config check` says whether it is right.
# Every line is optional; what is commented out is the default, or an example.

fail_on = "high"            # the gate fails at this severity: info, low, medium, high, critical
max_age = "24h"             # snapshots older than this are not judged
# strict_coverage = true    # leave the verdict open at every gap, not only at failures
# deadline = "10m"          # for reading one container
# reread = ["opt/app/config"]     # read these again at each scan, whatever the engine's list of changes says
# preset = ["nginx", "postgres", "python", "node"]   # hide what these write by themselves: caches, logs, pid files

# The order of the environments is the order of promotion: each is compared with the one before it.
"""
_ENVIRONMENT_HINTS = """\
# labels = ["stage=dev"]    # only containers with these labels belong to it
# names = ["dev-*"]         # only containers with such names
# fail_on = "critical"      # instead of the one above
"""
_TAIL = """\

# [applications]            # one application, under the names that it has in the environments
# shop = ["shop-dev", "shop"]

[ignore]                    # gitignore patterns, without a slash in front; what they hide is counted
files = [
    # "var/lib/app/cache/",
]

# [[ignore_for]]            # the same for one service, or one environment
# service = "web"
# reason = "thumbnails, made when they are first asked for"
# files = ["srv/thumbnails/"]

[env]
required = []               # every container has these: "DATABASE_URL"
may_differ = []             # names or globs: "LOG_*"
must_equal = []             # a difference between two environments is high: "FEATURE_*"
secret = []                 # kept as fingerprints though the name does not say so: "LICENCE"

# [packages.may_differ]     # between environments, by purl, name or glob
# patch = ["pkg:pypi/*"]    # 1.4.2 and 1.4.7
# minor = ["tzdata"]        # 1.4.2 and 1.6.0

# [mounts]                  # compare what is mounted there, file by file
# hash = ["/etc/nginx/conf.d"]

# [[pair]]                  # these two must run the same image
# before = "staging"
# after = "production"
# same_image = true

# [[waiver]]                # a difference that is accepted
# rule = "config-file-changed"
# service = "web"
# subject = "/etc/app/*"
# reason = "tuned by hand until the next release"
# expires = 2027-01-31
# environments = ["production"]   # or pair = ["staging", "production"]: only between these two

# [severity]                # `drift rules` lists them
# file-added = "low"        # or "off"

# [publish]                 # what `drift scan --publish` writes after a scan
# reports = ["drift.html"]  # in the format of the suffix
# metrics = "/var/lib/prometheus/node-exporter/drift.prom"
# site = "/var/www/drift"   # pages of services, environments and what was, as `drift report --site`

# [notify]                  # who is told what is new, worse or resolved
# to = ["$DRIFT_NOTIFY"]    # the variable has the address: mailto://…, slack://…, https://…
# digest = "08:00"          # and a summary each day
# report_url = "https://reports.example/drift.html"
"""


def template(environments: Sequence[Environment], services: Mapping[str, str]) -> str:
    """`environments` in order; `services` has container names, or globs, and the service that each is.

    What cannot be written in TOML is left out.
    """
    parts = [_HEAD, *(_environment(one) for one in environments or (Environment("local"),)), _services(services), _TAIL]
    return "".join(parts)


def _environment(environment: Environment) -> str:
    lines = ["", "[[environment]]", f"name = {text(environment.name)}"]
    if environment.hosts:
        lines.append(f"hosts = {array(environment.hosts)}")
    else:
        lines.append('# hosts = ["ssh://host"]   # none is the docker command\'s own engine')
    for name, selectors in (("labels", environment.labels), ("names", environment.names)):
        if selectors:
            lines.append(f"{name} = {array(selectors)}")
    return "\n".join(lines) + "\n" + _ENVIRONMENT_HINTS


def _services(services: Mapping[str, str]) -> str:
    lines = ["", "[services]                  # container name, or glob → service, where labels do not say it"]
    for container, service in sorted(services.items()):
        if not _LONE.search(container + service):
            lines.append(f"{text(literal(container))} = {text(service)}")
    return "\n".join(lines) + "\n"
