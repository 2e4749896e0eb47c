"""200 and more secrets, each in the text that it is met in: variables, labels, URLs, lines of configuration, commands.

All are drawn here from a fixed seed, and what scanners know them by is put together from parts.
"""

import base64
import random
import string
from collections.abc import Iterator
from typing import NamedTuple

_random = random.Random(6)
_ALNUM = string.ascii_letters + string.digits
_LOWER, _UPPER = string.ascii_lowercase + string.digits, string.ascii_uppercase + string.digits
_HEX, _URLSAFE, _BASE64 = "0123456789abcdef", _ALNUM + "-_", _ALNUM + "+/"


class Planted(NamedTuple):
    place: str
    """env | label | line | argument"""
    name: str
    """Of the variable or label; "" for a line."""
    text: str
    secret: str
    """What must not be left of the text."""


def chars(alphabet: str, count: int) -> str:
    return "".join(_random.choice(alphabet) for _ in range(count))


def _jwt() -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').decode().rstrip("=")
    body = base64.urlsafe_b64encode(f'{{"sub":"{chars(_LOWER, 12)}"}}'.encode()).decode().rstrip("=")
    return f"{head}.{body}.{chars(_URLSAFE, 86)}"


def _pem(label: str) -> str:
    body = "\n".join(chars(_BASE64, 64) for _ in range(4))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"


TOKENS: dict[str, str] = {
    "aws access key": "AK" + "IA" + chars(_UPPER, 16),
    "aws temporary key": "AS" + "IA" + chars(_UPPER, 16),
    "aws secret key": chars(_BASE64, 40),
    "google api key": "AI" + "za" + chars(_URLSAFE, 35),
    "google oauth secret": "GOC" + "SPX-" + chars(_URLSAFE, 28),
    "google oauth token": "ya" + "29." + chars(_URLSAFE, 80),
    "google refresh token": "1/" + "/0" + chars(_URLSAFE, 60),
    "azure client secret": chars(_ALNUM, 3) + "8" + "Q~" + chars(_ALNUM + "~_.-", 34),
    "azure storage key": chars(_BASE64, 86) + "==",
    "azure devops": chars(_ALNUM, 76) + "AZ" + "DO" + chars(_ALNUM, 4),
    "github classic": "gh" + "p_" + chars(_ALNUM, 36),
    "github app": "gh" + "s_" + chars(_ALNUM, 36),
    "github refresh": "gh" + "r_" + chars(_ALNUM, 76),
    "github fine-grained": "github" + "_pat_" + chars(_ALNUM, 22) + "_" + chars(_ALNUM, 59),
    "gitlab personal": "glp" + "at-" + chars(_URLSAFE, 20),
    "gitlab runner": "gl" + "rt-" + chars(_URLSAFE, 20),
    "gitlab deploy": "gl" + "dt-" + chars(_URLSAFE, 20),
    "bitbucket": "AT" + "BB" + chars(_ALNUM, 32),
    "atlassian": "ATA" + "TT3xFfGF0" + chars(_URLSAFE, 160) + "=" + chars(_UPPER, 8),
    "slack bot": "xo" + "xb-" + chars(string.digits, 12) + "-" + chars(string.digits, 13) + "-" + chars(_ALNUM, 24),
    "slack user": "xo" + "xp-" + chars(string.digits, 12) + "-" + chars(string.digits, 12) + "-" + chars(_HEX, 32),
    "slack app": "xa" + "pp-1-" + chars(_UPPER, 11) + "-" + chars(string.digits, 13) + "-" + chars(_HEX, 64),
    "stripe live": "sk" + "_live_" + chars(_ALNUM, 24),
    "stripe test": "sk" + "_test_" + chars(_ALNUM, 99),
    "stripe restricted": "rk" + "_live_" + chars(_ALNUM, 24),
    "stripe webhook": "wh" + "sec_" + chars(_ALNUM, 32),
    "square": "sq0" + "atp-" + chars(_URLSAFE, 22),
    "square secret": "sq0" + "csp-" + chars(_URLSAFE, 43),
    "razorpay": "rzp" + "_live_" + chars(_ALNUM, 24),
    "shopify": "shp" + "at_" + chars(_HEX, 32),
    "sendgrid": "S" + "G." + chars(_URLSAFE, 22) + "." + chars(_URLSAFE, 43),
    "mailgun": "key" + "-" + chars(_HEX, 32),
    "mailchimp": chars(_HEX, 32) + "-us" + "12",
    "twilio": "S" + "K" + chars(_HEX, 32),
    "npm": "np" + "m_" + chars(_ALNUM, 36),
    "pypi": "py" + "pi-AgEIcHlwaS5vcmc" + chars(_URLSAFE, 120),
    "rubygems": "ruby" + "gems_" + chars(_HEX, 48),
    "nuget": "oy" + "2" + chars(_LOWER, 43),
    "docker hub": "dck" + "r_pat_" + chars(_URLSAFE, 27),
    "hugging face": "h" + "f_" + chars(string.ascii_letters, 34),
    "openai": "s" + "k-" + chars(_ALNUM, 48),
    "openai project": "s" + "k-proj-" + chars(_URLSAFE, 120),
    "groq": "gs" + "k_" + chars(_ALNUM, 52),
    "replicate": "r8" + "_" + chars(_ALNUM, 37),
    "perplexity": "pp" + "lx-" + chars(_ALNUM, 48),
    "langsmith": "lsv" + "2_pt_" + chars(_HEX, 32) + "_" + chars(_HEX, 10),
    "digitalocean": "dop" + "_v1_" + chars(_HEX, 64),
    "digitalocean oauth": "doo" + "_v1_" + chars(_HEX, 64),
    "supabase": "sb" + "p_" + chars(_HEX, 40),
    "planetscale": "pscale" + "_tkn_" + chars(_URLSAFE, 43),
    "netlify": "nf" + "p_" + chars(_ALNUM, 40),
    "fly": "Fly" + "V1 fm2_" + chars(_BASE64, 120),
    "vault": "hv" + "s." + chars(_URLSAFE, 95),
    "vault legacy": "s" + "." + chars(_ALNUM, 24),
    "terraform": chars(_ALNUM, 14) + ".atlas" + "v1." + chars(_ALNUM, 67),
    "pulumi": "pu" + "l-" + chars(_HEX, 40),
    "grafana": "gl" + "sa_" + chars(_ALNUM, 32) + "_" + chars(_HEX, 8),
    "grafana cloud": "gl" + "c_" + base64.b64encode(f'{{"o":"{chars(_LOWER, 60)}"}}'.encode()).decode(),
    "new relic": "NR" + "AK-" + chars(_UPPER, 27),
    "sentry": "sn" + "trys_" + base64.b64encode(f'{{"iat":{chars(string.digits[1:], 20)}}}'.encode()).decode(),
    "databricks": "da" + "pi" + chars(_HEX, 32),
    "notion": "nt" + "n_" + chars(_ALNUM, 46),
    "linear": "lin" + "_api_" + chars(_ALNUM, 40),
    "postman": "PM" + "AK-" + chars(_HEX, 24) + "-" + chars(_HEX, 34),
    "doppler": "dp" + ".st.prd." + chars(_ALNUM, 43),
    "discord bot": "MT" + chars(_ALNUM, 24) + "." + chars(_ALNUM, 6) + "." + chars(_URLSAFE, 38),
    "telegram": chars("123456789", 10) + ":AA" + chars(_URLSAFE, 33),
    "airtable": "pat" + chars(_ALNUM, 14) + "." + chars(_HEX, 64),
    "age": "AGE-SECRET" + "-KEY-1" + chars(_UPPER, 58),
    "jwt": _jwt(),
    "rsa key": _pem("RSA PRIVATE" + " KEY"),
    "openssh key": _pem("OPENSSH PRIVATE" + " KEY"),
    "encrypted key": _pem("ENCRYPTED PRIVATE" + " KEY"),
    "wireguard": base64.b64encode(_random.randbytes(32)).decode(),
    "random hex-less": chars(_ALNUM, 32),
    "random long": chars(_ALNUM, 64),
    "random urlsafe": chars(_URLSAFE, 43),
}
"""What it is → a token that is known by its shape, whatever it stands beside."""

PASSWORDS = [
    "hunter2-" + chars(_LOWER, 4),
    "Tr0ub4dor&3" + chars(_LOWER, 4),
    "correct horse " + chars(_LOWER, 4),
    "p" + chars(_ALNUM, 11),
    "geheim" + chars(string.digits, 4),
    "x!" + chars(_ALNUM, 8) + "$",
]
"""What people set: no shape tells them."""


def _password() -> str:
    return _random.choice(PASSWORDS[:2] + PASSWORDS[3:5]) + chars(_LOWER, 3)


NAMES = """\
POSTGRES_PASSWORD MYSQL_ROOT_PASSWORD MARIADB_PASSWORD MONGO_INITDB_ROOT_PASSWORD REDIS_PASSWORD RABBITMQ_DEFAULT_PASS
DB_PASS DB_PWD DATABASE_PASSWD PGPASSWORD MYSQL_PWD SMTP_PASSWORD MAIL_PASS LDAP_BIND_PW LDAP_ADMIN_PASSWORD SECRET_KEY
DJANGO_SECRET_KEY SECRET_KEY_BASE APP_SECRET APP_KEY JWT_SECRET JWT_SIGNING_KEY SESSION_SECRET COOKIE_SECRET CSRF_SECRET
CLIENT_SECRET OIDC_CLIENT_SECRET OAUTH_CLIENT_SECRET clientSecret API_KEY X_API_KEY STRIPE_API_KEY apiKey APIKEY API_SECRET
ACCESS_TOKEN AUTH_TOKEN REFRESH_TOKEN BEARER_TOKEN GITHUB_TOKEN VAULT_TOKEN SLACK_TOKEN NPM_TOKEN BOT_TOKEN
ENCRYPTION_KEY FERNET_KEY AIRFLOW__CORE__FERNET_KEY MASTER_KEY RAILS_MASTER_KEY MINIO_SECRET_KEY MINIO_ROOT_PASSWORD
GF_SECURITY_ADMIN_PASSWORD KEYSTORE_PASSWORD TRUSTSTORE_PASSWORD SSL_KEY_PASSPHRASE SPRING_DATASOURCE_PASSWORD
ConnectionStrings__Password Smtp__Password DD_API_KEY NEW_RELIC_LICENSE_KEY TWILIO_AUTH_TOKEN ERLANG_COOKIE
RABBITMQ_ERLANG_COOKIE WEBHOOK_SECRET HMAC_SECRET PASSWORD_SALT WORDPRESS_AUTH_KEY""".split()  # noqa: SIM905 - as one reads it

URLS = (
    "postgres://app:{}@db.internal:5432/shop",
    "postgresql+psycopg://app:{}@db/shop?sslmode=require",
    "mysql://root:{}@mysql:3306/app",
    "redis://:{}@redis:6379/0",
    "rediss://default:{}@cache.example.com:6380",
    "amqp://guest:{}@rabbit:5672/%2f",
    "mongodb://root:{}@mongo-0,mongo-1/app?replicaSet=rs0",
    "mongodb+srv://app:{}@cluster0.abcde.mongodb.net/test",
    "smtp://mailer:{}@mail.example.com:587",
    "ldap://cn=admin:{}@ldap.example.com",
    "http://user:{}@proxy.example.com:3128",
    "https://deploy:{}@git.example.com/acme/app.git",
    "ftp://backup:{}@ftp.example.com/daily",
    "clickhouse://default:{}@ch:9000/metrics",
    "nats://app:{}@nats:4222",
    "jdbc:mysql://db/shop?user=app&password={}",
    "jdbc:sqlserver://db:1433;databaseName=shop;user=sa;password={};encrypt=true",
    "jdbc:oracle:thin:scott/{}@db:1521/XE",
    "https://api.example.com/v1/hook?token={}",
    "https://api.example.com/v1/items?api_key={}&page=2",
    "s3://AKEXAMPLE:{}@bucket/path",
    "Server=db;Database=shop;User Id=sa;Password={};",
    "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey={}",
    "host=db port=5432 user=app password={} dbname=shop",
    "app:{}@tcp(db:3306)/shop?parseTime=true",
)

LINES = (
    "password = {}",
    "password: {}",
    "  password: '{}'",
    'db_password: "{}"',
    '"password": "{}",',
    "spring.datasource.password={}",
    "db.password : {}",
    "requirepass {}",
    "masterauth {}",
    "default_pass = {}",
    "bindpw {}",
    "rootpw {}",
    "DBPassword={}",
    "admin_password = {}",
    "secret_key_base: {}",
    "SECRET_KEY = '{}'",
    "define('DB_PASSWORD', '{}');",
    "define( 'AUTH_KEY', '{}' );",
    "$db_password = '{}';",
    "$config['db_pass'] = '{}';",
    "<password>{}</password>",
    '<property name="connection.password">{}</property>',
    '<add key="DbPassword" value="{}" />',
    '<user username="admin" password="{}" roles="manager-gui"/>',
    '<Resource name="jdbc/db" username="app" password="{}" maxTotal="20"/>',
    "//registry.example.com/:_authToken={}",
    "machine git.example.com login deploy password {}",
    "stats auth admin:{}",
    "SetEnv DB_PASSWORD {}",
    "fastcgi_param DB_PASSWORD {};",
    'proxy_set_header X-Api-Key "{}";',
    ': PSK "{}"',
    '  psk="{}"',
    "PWD={}",
    "ansible_password={}",
    "ansible_become_pass: {}",
    "export API_TOKEN={}",
    "ENV API_TOKEN {}",
    "- DB_PASSWORD={}",
    "identified by '{}'",
    "--password={}",
    "-Djavax.net.ssl.keyStorePassword={}",
    "mysql -h db -u root -p{} shop",
    "sshpass -p {} ssh app@host",
    "docker login -u ci -p {} registry.example.com",
    "curl -u admin:{} https://example.com/",
    "curl -H 'X-Auth-Token: {}' https://example.com/",
    "wget --http-password={} https://example.com/x",
    "openssl rsa -passin pass:{} -in key.pem",
    "kubectl --token={} get pods",
    "echo {} | passwd --stdin app",
    "redis-cli -a {} ping",
    "mongo -u root -p {} --authenticationDatabase admin",
    "git config user.token {}",
    "echo 'app:{}' | chpasswd",
    "RUN PGPASSWORD={} psql -h db -c 'select 1'",
    "|1 DB_TOKEN={} /bin/sh -c make",
)
"""Lines of configuration files, of scripts and of the steps of a build; {} is a password."""

HASHES = (
    "app:$6$" + chars(_ALNUM, 8) + "${}:19000:0:99999:7:::",
    "admin:$apr1$" + chars(_ALNUM, 8) + "${}",
    "admin:{{SHA}}{}=",
    "userPassword: {{SSHA}}{}",
    '"app" "SCRAM-SHA-256$4096:{}"',
)


def _planted() -> Iterator[Planted]:
    for number, token in enumerate(TOKENS.values()):
        yield Planted("env", f"VALUE_{number}", token, token)
    for name in NAMES:
        secret = _password()
        yield Planted("env", name, secret, secret)
    for number, url in enumerate(URLS):
        secret = _password().replace("&", "-")
        yield Planted("label" if number % 3 == 0 else "env", f"example.{number}", url.format(secret), secret)
    for line in LINES:
        secret = _password().replace("&", "-")
        yield Planted("line", "", line.format(secret), secret)
    for line in HASHES:
        secret = chars(_ALNUM, 27)
        yield Planted("line", "", line.format(secret), secret)


PLANTED = tuple(_planted())
