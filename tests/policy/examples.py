"""Policies that are right: the whole of what drift.toml can say, and small ones."""

WHOLE = """\
fail_on = "medium"          # info|low|medium|high|critical
max_age = "1d12h"
strict_coverage = true
deadline = "90s"
reread = ["/opt/app/config", "srv/data/"]
preset = ["nginx", "postgres"]

[[environment]]
name = "dev"
hosts = ["unix:///var/run/docker.sock", "ssh://dev", "context:dev"]
labels = ["stage=dev", "team"]
names = ["dev-*"]
fail_on = "critical"

[[environment]]
name = "production"
max_age = "1h"

[[environment.target]]
reference = "dir:/srv/web"
service = "web"
image = "oci-dir:/srv/images/web@1.4"

[[environment.target]]
reference = "container:db"
service = "shop/db"

[services]
"shop-web-*" = "web"

[applications]
shop = ["shop-dev", "shop"]

[ignore]
files = [
    "var/lib/app/cache/",   # written all day
    "*.bak",
]
env = ["HOSTNAME"]

[[ignore_for]]
service = "web"
environments = ["dev"]
reason = "written all day"
files = ["srv/cache/", "!srv/cache/keep"]
packages = ["pkg:pypi/*"]

[[ignore_for]]
reason = "everywhere"
host = ["kernel"]

[env]
required = ["DATABASE_URL"]
may_differ = ["LOG_*"]
must_equal = ["LOG_FORMAT", "FEATURE_*"]
secret = ["LICENCE"]

[[waiver]]
rule = "config-file-changed"
service = "web"
subject = "/etc/app/*"
reason = "tuned by hand"
expires = 2027-01-31
environments = ["dev"]

[packages.may_differ]
patch = ["pkg:pypi/*"]
minor = ["tzdata"]

[mounts]
hash = ["/etc/nginx/conf.d", "srv/keys"]

[[waiver]]
rule = "env-differs"
pair = ["dev", "production"]
reason = "not between these two"

[[waiver]]
rule = "file-added"
reason = \"\"\"
many
lines\"\"\"

[[pair]]
before = "dev"
after = "production"
same_image = true

[severity]
file-added = "low"
"host-differs" = "off"

[engines]
"unix:///x" = "build host"

[publish]
reports = ["out/drift.html", "/srv/drift.json"]
metrics = "drift.prom"
site = "/srv/drift"

[notify]
to = ["$DRIFT_NOTIFY", "https://hooks.example/drift", "mailto://mail.example?to=ops@mail.example"]
file = "/etc/container-drift/notify"
severity = "medium"
most = 3
digest = "08:00"
report_url = "https://reports.example/drift.html"
"""

SMALL = (
    "",
    "# nothing but a comment\n",
    'fail_on = "low"\n',
    "[ignore]\npackages = ['pkg:pypi/*']\n",
    '[[waiver]]\nrule = "env-differs"\nreason = "x"\nenvironments = ["any"]\n',
    "[env]\nrequired = []\n",
    'preset = ["node"]\npackages.may_differ = {patch = ["a*"]}\nmounts = {hash = ["/x"]}\n',
    '[[ignore_for]]\nreason = "x"\nenvironments = ["any"]\nenv = ["A"]\n',
    "[notify]\nto = ['${A_1}']\n[publish]\nreports = ['a.md']\n",
)
