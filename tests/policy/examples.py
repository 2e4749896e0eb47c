"""Policies that are right: the whole of what drift.toml can say, and small ones."""

WHOLE = """\
fail_on = "medium"          # info|low|medium|high|critical
max_age = "1d12h"
strict_coverage = true
deadline = "90s"
reread = ["/opt/app/config", "srv/data/"]

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

[env]
required = ["DATABASE_URL"]
may_differ = ["LOG_*"]
secret = ["LICENCE"]

[[waiver]]
rule = "config-file-changed"
service = "web"
subject = "/etc/app/*"
reason = "tuned by hand"
expires = 2027-01-31
environments = ["dev"]

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
"""

SMALL = (
    "",
    "# nothing but a comment\n",
    'fail_on = "low"\n',
    "[ignore]\npackages = ['pkg:pypi/*']\n",
    '[[waiver]]\nrule = "env-differs"\nreason = "x"\nenvironments = ["any"]\n',
    "[env]\nrequired = []\n",
)
