"""Secrets as they are met in environments, labels and configuration files.

Tokens are made here, from a fixed seed, so that no scanner takes this file for a leak.
"""

import base64
import random
import string

_random = random.Random(20)


def _chars(alphabet: str, count: int) -> str:
    return "".join(_random.choice(alphabet) for _ in range(count))


_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + string.digits
_URLSAFE = _ALNUM + "-_"


def _jwt() -> str:
    parts = ['{"alg":"HS256","typ":"JWT"}', '{"sub":"1234567890","name":"web"}']
    head = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{_chars(_URLSAFE, 43)}"


def _private_key(label: str) -> str:
    body = "\n".join(_chars(_ALNUM + "+/", 64) for _ in range(6))
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----"


BY_NAME = [
    ("POSTGRES_PASSWORD", "postgres"),
    ("MYSQL_ROOT_PASSWORD", "root"),
    ("MYSQL_PASSWORD", "changeme"),
    ("MARIADB_ROOT_PASSWORD", "s3cr3t"),
    ("REDIS_PASSWORD", "foobared"),
    ("RABBITMQ_DEFAULT_PASS", "guest"),
    ("SMTP_PASS", "letmein!"),
    ("DB_PASS", "hunter2"),
    ("DB_PWD", "tiger"),
    ("DB_PASSWD", "Pa$$w0rd"),
    ("PGPASSWORD", "swordfish"),
    ("MONGO_INITDB_ROOT_PASSWORD", "example"),
    ("GF_SECURITY_ADMIN_PASSWORD", "admin"),
    ("ELASTIC_PASSWORD", "elastic1"),
    ("MINIO_ROOT_PASSWORD", "minioadmin"),
    ("KEYCLOAK_ADMIN_PASSWORD", "kc-admin"),
    ("WORDPRESS_DB_PASSWORD", "wordpress"),
    ("SECRET_KEY", "django-insecure-zz"),
    ("SECRET_KEY_BASE", "0f" * 32),
    ("APP_SECRET", "dev"),
    ("APP_KEY", "base64:" + base64.b64encode(b"k" * 32).decode()),
    ("JWT_SECRET", "your-256-bit-secret"),
    ("SESSION_SECRET", "keyboard cat"),
    ("CLIENT_SECRET", "abc-def"),
    ("clientSecret", "abc-def-ghi"),
    ("OAUTH2_CLIENT_SECRET", "0123456789"),
    ("AWS_SECRET_ACCESS_KEY", _chars(_ALNUM + "+/", 40)),
    ("AWS_SESSION_TOKEN", _chars(_ALNUM + "+/", 80)),
    ("AZURE_STORAGE_KEY", base64.b64encode(bytes(range(64))).decode()),
    ("STORAGE_ACCOUNT_KEY", "abcdef=="),
    ("API_KEY", "12345"),
    ("APIKEY", "zzz-yyy"),
    ("X_API_KEY", "a1b2c3"),
    ("GOOGLE_API_KEY", "plain-looking"),
    ("SENDGRID_API_KEY", "sendgrid"),
    ("ALGOLIA_ADMIN_KEY", "d4b1c2"),
    ("ENCRYPTION_KEY", "00112233445566778899aabbccddeeff"),
    ("SIGNING_KEY", "sign-here"),
    ("MASTER_KEY", "one ring"),
    ("RAILS_MASTER_KEY", _chars(_HEX, 32)),
    ("N8N_ENCRYPTION_KEY", "n8n"),
    ("GITHUB_TOKEN", "gh-token"),
    ("GITLAB_TOKEN", "gl-token"),
    ("NPM_TOKEN", "npm-token"),
    ("SLACK_BOT_TOKEN", "bot"),
    ("VAULT_TOKEN", "root"),
    ("CONSUL_HTTP_TOKEN", "anonymous-1"),
    ("DISCORD_TOKEN", "MTA"),
    ("TELEGRAM_BOT_TOKEN", "12:ab"),
    ("GITHUBTOKEN", "joined"),
    ("HUGGING_FACE_HUB_TOKEN", "hub"),
    ("REDIS_AUTH", "Redis-1"),
    ("REDISCLI_AUTH", "bitnami"),
    ("SALT", "salt"),
    ("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-postgres}"),
    ("BASIC_AUTH", "admin:admin"),
    ("NPM_AUTH", "bnBtOm5wbQ=="),
    ("SENTRY_DSN", "https://9a8b7c6d5e4f40318a7b6c5d4e3f2a1b@o1.ingest.sentry.io/42"),
    ("DB_DSN", "app:pw@tcp(db:3306)/app"),
    ("SSH_PRIVATE_KEY", "c3NoLWtleQ=="),
    ("KEYSTORE_PASSWORD", "changeit"),
    ("TRUSTSTORE_PASSPHRASE", "correct horse battery staple"),
    ("LDAP_BIND_PASSWORD", "bind"),
    ("LDAP_ADMIN_CREDENTIALS", "cn=admin:pw"),
    ("DOCKER_CREDENTIALS", "user:pw"),
    ("GOOGLE_CREDENTIALS", '{"type":"service_account"}'),
    ("WEBHOOK_SECRET", "hook"),
    ("STRIPE_WEBHOOK_SECRET", "wh"),
    ("TWILIO_AUTH_TOKEN", _chars(_HEX, 32)),
    ("DD_API_KEY", _chars(_HEX, 32)),
    ("NEW_RELIC_LICENSE_KEY", _chars(_HEX, 40)),
    ("APPINSIGHTS_INSTRUMENTATION_KEY", "1b2c3d4e-0000-4000-8000-123456789abc"),
    ("COOKIE_SECRET", "cookie monster"),
    ("WIFI_PSK", "home sweet home"),
    ("requirepass", "redis"),
    ("masterauth", "Redis-2"),
    ("db.password", "dotted"),
    ("spring.datasource.password", "spring"),
    ("admin-password", "dashed"),
    ("PASSWORD_2", "second"),
    ("PASSWORD", "$ecret$"),
    ("token", "lower"),
    ("authToken", "camel"),
    ("AccessKey", "pascal"),
    ("HMAC_KEY", "mac"),
    ("SUBSCRIPTION_KEY", "sub"),
]
"""(name, value): found by what the name says, whatever the value is."""

BY_SHAPE = [
    ("CONFIG_A", _private_key("RSA PRIVATE " + "KEY")),
    ("CONFIG_B", _private_key("OPENSSH PRIVATE " + "KEY")),
    ("CONFIG_C", _private_key("EC PRIVATE " + "KEY").replace("\n", "\\n")),
    ("CONFIG_D", _private_key("PGP PRIVATE " + "KEY BLOCK")),
    ("CONFIG_E", _private_key("PRIVATE " + "KEY")),
    ("SESSION", _jwt()),
    ("HEADER", "Bearer " + _jwt()),
    ("VALUE_1", "AKIA" + _chars(_UPPER, 16)),
    ("AWS_ACCESS_KEY_ID", "AKIA" + _chars(_UPPER, 16)),
    ("VALUE_2", "ASIA" + _chars(_UPPER, 16)),
    ("MAPS", "AIza" + _chars(_URLSAFE, 35)),
    ("GOOGLE", "ya29." + _chars(_URLSAFE, 60)),
    ("GH_1", "ghp_" + _chars(_ALNUM, 36)),
    ("GH_2", "gho_" + _chars(_ALNUM, 36)),
    ("GH_3", "ghs_" + _chars(_ALNUM, 36)),
    ("GH_4", "github_pat_" + _chars(_ALNUM, 22) + "_" + _chars(_ALNUM, 59)),
    ("GL_1", "glpat-" + _chars(_URLSAFE, 20)),
    ("GL_2", "gldt-" + _chars(_URLSAFE, 20)),
    ("SLACK_1", "xoxb-" + _chars(string.digits, 12) + "-" + _chars(_ALNUM, 24)),
    ("SLACK_2", "xoxp-" + _chars(string.digits, 12) + "-" + _chars(_ALNUM, 24)),
    ("SLACK_3", "xapp-1-" + _chars(_UPPER, 11) + "-" + _chars(string.digits, 13) + "-" + _chars(_HEX, 40)),
    (
        "SLACK_HOOK",
        "https://hooks.slack.com/services/T" + _chars(_UPPER, 8) + "/B" + _chars(_UPPER, 8) + "/" + _chars(_ALNUM, 24),
    ),
    ("STRIPE_1", "sk_live_" + _chars(_ALNUM, 24)),
    ("STRIPE_2", "rk_live_" + _chars(_ALNUM, 24)),
    ("STRIPE_3", "whsec_" + _chars(_ALNUM, 32)),
    ("NPM", "npm_" + _chars(_ALNUM, 36)),
    ("PYPI", "pypi-AgEIcHlwaS5vcmc" + _chars(_URLSAFE, 60)),
    ("MAIL_1", "SG." + _chars(_URLSAFE, 22) + "." + _chars(_URLSAFE, 43)),
    ("MAIL_2", "key-" + _chars(_HEX, 32)),
    ("OCEAN", "dop_v1_" + _chars(_HEX, 64)),
    ("MODEL_1", "hf_" + _chars(string.ascii_letters, 34)),
    ("MODEL_2", "sk-proj-" + _chars(_URLSAFE, 60)),
    ("MODEL_3", "sk-" + _chars(_ALNUM, 48)),
    ("SHOP", "shpat_" + _chars(_HEX, 32)),
    ("BRICKS", "dapi" + _chars(_HEX, 32)),
    ("VAULT", "hvs." + _chars(_URLSAFE, 90)),
    ("HUB", "dckr_pat_" + _chars(_URLSAFE, 27)),
    ("LINEAR", "lin_api_" + _chars(_ALNUM, 40)),
    ("GRAFANA", "glsa_" + _chars(_ALNUM, 32) + "_" + _chars(_HEX, 8)),
    ("RELIC", "NRAK-" + _chars(_UPPER, 27)),
    ("POSTMAN", "PMAK-" + _chars(_HEX, 24) + "-" + _chars(_HEX, 34)),
    ("DOPPLER", "dp.st.prd." + _chars(_ALNUM, 40)),
    ("TWILIO", "SK" + _chars(_HEX, 32)),
    ("AGE", "AGE-SECRET-" + "KEY-1" + _chars(_UPPER, 58)),
    ("BOT", _chars("123456789", 10) + ":" + _chars(_URLSAFE, 35)),
    ("USER_LINE", "root:$6$saltsalt$" + _chars(_ALNUM + "./", 86) + ":19000:0:99999:7:::"),
    ("HTPASSWD_LINE", "admin:$2y$05$" + _chars(_ALNUM + "./", 53)),
    ("DATABASE_URL", "postgres://app:s3cret@db.example.com:5432/shop"),
    ("REDIS_URL", "redis://:p4ssw0rd@redis:6379/0"),
    ("AMQP_URL", "amqp://guest:guest@rabbit:5672/%2f"),
    ("MONGO_URL", "mongodb+srv://root:ex%40mple@cluster0.abcde.mongodb.net/test?retryWrites=true"),
    ("HTTP_PROXY", "http://proxyuser:pr0xy@proxy.local:3128"),
    ("PIP_INDEX_URL", "https://__token__:tok@packages.example.com/simple"),
    ("GIT_URL", "https://" + "ghp_" + _chars(_ALNUM, 36) + "@github.com/acme/app.git"),
    ("ELASTIC_URL", "https://elastic:change@me@es:9200"),
    ("CELERY_BROKER", "sqla+postgresql://u:p@h/db"),
    ("UPLOAD", "https://bucket.s3.amazonaws.com/x?X-Amz-Signature=" + _chars(_HEX, 64)),
    ("CALLBACK", "https://example.com/hook?token=abcdef123"),
    (
        "AZURE",
        "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey="
        + _chars(_ALNUM + "+/", 86)
        + "==;EndpointSuffix=core.windows.net",
    ),
    ("CONNECTION", "Server=db;Database=app;User Id=sa;Password=Str0ng!;Encrypt=true"),
    ("LIBPQ", "host=db user=app password=pq1 dbname=shop"),
    ("JAVA_OPTS", "-Xmx1g -Djavax.net.ssl.trustStorePassword=changeit"),
    ("COMMAND_1", "mysqldump -h db -u root -phunter2 shop"),
    ("COMMAND_2", "curl -u admin:s3cret https://example.com"),
    ("COMMAND_3", "redis-server --requirepass sesame"),
    ("COMMAND_4", "app --api-key=abc123 --verbose"),
    ("COMMAND_5", "PGPASSWORD=pw psql -h db"),
    ("JSON", '{"user": "app", "password": "in-json"}'),
    ("HEADER_2", "Authorization: Basic YWRtaW46YWRtaW4xMjM="),
    ("RANDOM_1", _chars(_ALNUM, 32)),
    ("RANDOM_2", _chars(_ALNUM, 40)),
    ("RANDOM_3", _chars(_ALNUM + "+/", 43) + "="),
    ("RANDOM_4", _chars(_URLSAFE, 43)),
    ("RANDOM_5", _chars(_ALNUM + "+/", 88)),
    ("RANDOM_6", _chars(_ALNUM, 24)),
    ("RANDOM_7", _chars(_ALNUM, 64)),
    ("RANDOM_8", _chars(_URLSAFE, 32)),
    ("RANDOM_9", _chars(_ALNUM, 28)),
    ("FERNET", base64.urlsafe_b64encode(_random.randbytes(32)).decode()),
]
"""(name, value): the name says nothing, the value does."""

BY_SHAPE += [(f"TOKENLESS_{n}", _chars(_ALNUM, _random.randint(24, 64))) for n in range(40)]
