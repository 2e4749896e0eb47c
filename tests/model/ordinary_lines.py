"""More that is no secret: lines of configuration as packages ship them, and values that look random and are known to all."""

import base64
import hashlib
import random
import uuid

_random = random.Random(7)


def _digest(algorithm: str, number: int) -> str:
    return hashlib.new(algorithm, str(number).encode()).hexdigest()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


LINES = """\
server_tokens off;
ssl_certificate /etc/nginx/ssl/server.pem;
ssl_certificate_key /etc/nginx/ssl/server.key;
ssl_session_tickets off;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header Authorization $http_authorization;
proxy_pass_header Set-Cookie;
proxy_pass http://backend_upstream_v2/api/;
fastcgi_pass unix:/run/php/php8.2-fpm.sock;
auth_basic "Restricted area";
auth_basic_user_file /etc/nginx/.htpasswd;
add_header Content-Security-Policy "default-src 'self'; script-src 'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='";
location ~* \\.(?:css|js|woff2?)$ { expires 30d; }
log_format main '$remote_addr - $remote_user [$time_local] "$request" $status';
PasswordAuthentication no
PermitEmptyPasswords no
PubkeyAuthentication yes
AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2
HostKey /etc/ssh/ssh_host_ed25519_key
KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512
KbdInteractiveAuthentication no
UsePAM yes
Subsystem sftp /usr/lib/openssh/sftp-server
password [success=1 default=ignore] pam_unix.so obscure yescrypt
auth required pam_env.so user_readenv=1
passwd: files systemd
shadow: files systemd
PASS_MAX_DAYS 99999
PASS_MIN_LEN 5
ENCRYPT_METHOD SHA512
LOGIN_RETRIES 5
password_encryption = scram-sha-256
#password_encryption = md5
ssl_key_file = '/etc/ssl/private/ssl-cert-snakeoil.key'
ssl_passphrase_command = ''
shared_preload_libraries = 'pg_stat_statements'
host all all 127.0.0.1/32 scram-sha-256
local all postgres peer
max_connections = 100
wal_level = replica
default_authentication_plugin = caching_sha2_password
validate_password.policy = MEDIUM
validate_password.length = 8
skip-name-resolve
key_buffer_size = 16M
innodb_buffer_pool_size = 1G
sql_mode = STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION
# requirepass foobared-is-the-documented-example
# masterauth <master-password>
protected-mode yes
appendfilename "appendonly.aof"
aclfile /etc/redis/users.acl
tls-key-file /etc/redis/tls/redis.key
session.use_only_cookies = 1
session.save_handler = files
session.sid_bits_per_character = 5
;mysqli.default_pw =
mysqli.default_pw =
zend.exception_ignore_args = On
upload_max_filesize = 20M
date.timezone = Europe/Berlin
disable_functions = exec,passthru,shell_exec,system
ServerTokens Prod
ServerSignature Off
SSLCertificateKeyFile /etc/ssl/private/apache.key
AuthType Basic
AuthUserFile /etc/apache2/.htpasswd
AuthName "Private"
Require valid-user
SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1
LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
token_ttl: 3600
token_endpoint: https://login.example.com/oauth2/token
token_type: Bearer
auth_token_expiry: 15m
access_token_lifetime = 86400
jwt.algorithm: RS256
jwks_uri: https://login.example.com/.well-known/jwks.json
password_file: /run/secrets/db_password
password: ${DB_PASSWORD}
password: "{{ .Values.db.password }}"
password: !vault |
password:
  secretName: shop-tls
  secretKeyRef: {name: shop-db, key: password}
    key: password
secretRef: {name: shop-env}
imagePullSecrets: [{name: regcred}]
serviceAccountName: shop-runner
automountServiceAccountToken: false
tokenExpirationSeconds: 3607
secrets: [db_password, api_token]
  external: true
db_password: {file: ./db_password.txt}
image: registry.example.com/shop/web:1.4.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
command: ["gunicorn", "--workers", "4", "shop.wsgi:application"]
healthcheck: {test: ["CMD", "pg_isready", "-U", "app"], interval: 10s}
traefik.http.middlewares.auth.basicauth.usersfile: /etc/traefik/users
prometheus.io/path: /metrics
nginx.ingress.kubernetes.io/auth-secret: basic-auth
keyspace_events: Ex
primary_key: id
foreign_key: customer_id
cache_key: "shop:{tenant}:{id}"
sort_keys: true
keyboard: de
keystore.type = PKCS12
keystore.path = /opt/app/keystore.p12
hibernate.dialect = org.hibernate.dialect.PostgreSQLDialect
spring.jpa.hibernate.ddl-auto=validate
spring.security.oauth2.resourceserver.jwt.issuer-uri=https://issuer.example.com/
management.endpoints.web.exposure.include=health,info,prometheus
server.ssl.key-store=classpath:keystore.p12
logging.level.org.springframework.security=DEBUG
log4j.appender.file.layout.ConversionPattern=%d{ISO8601} %-5p [%t] %c{2}: %m%n
org.quartz.jobStore.class=org.quartz.impl.jdbcjobstore.JobStoreTX
networkaddress.cache.ttl=30
securerandom.source=file:/dev/random
jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024
crypto.policy=unlimited
AUTH_USER_MODEL = "accounts.User"
PASSWORD_RESET_TIMEOUT = 259200
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
CSRF_COOKIE_SECURE = True
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY = env("SECRET_KEY")
password = getpass.getpass()
const token = req.headers["authorization"];
api_key = settings.API_KEY
password=$1
PASSWORD="$(cat /run/secrets/db)"
export PGPASSWORD="${PGPASSWORD:?not set}"
read -s -p "Password: " PASSWORD
if [ -z "$DB_PASSWORD" ]; then
[credential "https://github.com"]
helper = store
[branch "main"]
resolved = "https://registry.example.com/lodash/-/lodash-4.17.21.tgz"
checksum = "sha256:ba78f892ed4cb0d8a0c5a1c8a5a0f0a0"
requires-python = ">=3.11"
<authentication mode="Forms" />
<passwordPolicy minLength="12" requireDigits="true"/>
<property name="passwordEncoder" ref="bcryptEncoder"/>
<secret-ref>db</secret-ref>
<Connector port="8443" protocol="org.apache.coyote.http11.Http11NioProtocol" SSLEnabled="true"/>
<bean id="tokenStore" class="org.springframework.security.oauth2.provider.token.store.JwtTokenStore"/>
deb [signed-by=/usr/share/keyrings/docker.gpg] https://download.docker.com/linux/debian bookworm stable
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-redhat-release
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl
RUN set -eux; curl -fsSL https://example.com/x.tgz | tar xz; chmod +x /usr/local/bin/x
RUN --mount=type=secret,id=npmrc npm ci
RUN useradd --uid 1000 --password '!' app
RUN groupadd -r app && useradd -r -g app app
COPY --from=build /go/bin/app /usr/local/bin/app
HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1
curl -u "$USER:$PASSWORD" https://example.com
docker login --username ci --password-stdin
mysql -uroot -p"$MYSQL_ROOT_PASSWORD" shop
mkdir -p /var/lib/app && chown -R app:app /var/lib/app
rsync -avz --delete /srv/data/ backup:/srv/data/
openssl req -new -key server.key -out server.csr
ssh -i ~/.ssh/id_ed25519 deploy@example.com
git clone https://github.com/acme/shop.git
tar -C /usr/local -xzf go1.22.2.linux-amd64.tar.gz
17 * * * * root cd / && run-parts --report /etc/cron.hourly
kernel.core_pattern = |/usr/lib/systemd/systemd-coredump %P %u %g %s %t
net.ipv4.ip_local_port_range = 32768 60999
nameserver 10.96.0.10
options ndots:5
127.0.0.1 localhost ip6-localhost
%sudo ALL=(ALL:ALL) ALL
app ALL=(root) NOPASSWD: /usr/bin/systemctl restart app
d /run/app 0755 app app -
""".splitlines()
"""Of nginx, sshd, PAM, PostgreSQL, MySQL, Redis, PHP, Apache, Kubernetes, Spring, Django, shells, Dockerfiles …"""

_WORDS = (
    *("shop", "checkout", "basket", "invoice", "customer", "payment", "shipping"),
    *("catalog", "search", "report", "import", "export", "gateway", "ledger"),
)
_HARMLESS = (
    "Welcome to the shop, please come in",
    '{"feature": true, "limit": 10}',
    "ops@example.com;admin@example.com",
    "<html><body>It works!</body></html>",
)


def _identifiers() -> list[tuple[str, str]]:
    """Digests, UUIDs, stamps: random to look at, and known to all."""
    numbers = range(10)
    found = [("IMAGE_DIGEST", f"sha256:{_digest('sha256', number)}") for number in numbers]
    found += [(f"example.{at}", f"registry.example.com/a/b@sha256:{_digest('sha256', at)}") for at in numbers]
    found += [("GIT_SHA", _digest("sha1", number)) for number in numbers]
    found += [(f"VALUE_{number}", _digest("sha1", number)[:12]) for number in numbers]
    found += [(f"VALUE_{number}", _digest("md5", number)) for number in numbers]
    found += [(f"VALUE_{number}", str(uuid.UUID(int=_random.getrandbits(128)))) for number in numbers]
    found += [("CORRELATION_ID", uuid.UUID(int=_random.getrandbits(128)).hex) for _ in numbers]
    found += [("ETAG", f'W/"{_digest("md5", number)}"') for number in range(3)]
    found += [("SSH_FINGERPRINT", f"SHA256:{_digest_base64('sha256', at).rstrip('=')}") for at in range(3)]
    found += [("integrity", f"sha512-{_digest_base64('sha512', number)}") for number in range(5)]
    found += [("STAMP", f"2026-11-{day:02}T08:{day:02}:34.123456+01:00") for day in range(10, 20)]
    return found


def _names() -> list[tuple[str, str]]:
    """Of classes, files, queues, pods, locales, options."""
    numbered = list(enumerate(_WORDS))
    found = [("BANNER_BASE64", _base64(text)) for text in _HARMLESS]
    found += [("CLASS", f"com.example.{one}.{one.title()}ServiceConfigurationV2") for one in _WORDS]
    found += [(f"VALUE_{at}", f"{one.title()}RequestHandlerFactoryBean") for at, one in numbered]
    found += [("JAR", f"/opt/app/lib/{one}-service-2.{at}.1-SNAPSHOT.jar") for at, one in numbered]
    found += [("QUEUE_URL", f"https://sqs.eu-west-1.amazonaws.com/123456789012/{one}-queue") for one in _WORDS]
    found += [("TOPIC_ARN", f"arn:aws:sns:eu-west-1:123456789012:{one}-Events-Topic1") for one in _WORDS]
    found += [("BUCKET", f"acme-{one}-prod-20261124t080534z") for one in _WORDS]
    found += [("POD_NAME", f"{one}-{_digest('md5', at)[:10]}-{_digest('sha1', at)[:5]}") for at, one in numbered]
    found += [("VERSION", f"{at}.{at + 3}.{at * 2}-rc.{at}+build.{2000 + at}") for at in range(10)]
    found += [("URL", f"https://{one}.example.com:8443/api/v{at}/items?page={at}&size=50") for at, one in numbered]
    found += [("LC_TIME", name) for name in ("de_DE.UTF-8", "pt_BR.utf8", "sr_RS@latin", "zh_Hant_TW.UTF-8")]
    found += [("JAVA_OPTS", f"-XX:MaxRAMPercentage={at}.0 -XX:+UseG1GC -Dfile.encoding=UTF-8") for at in range(9)]
    found += [("JVM_FLAG", flag) for flag in _JVM_FLAGS]
    found += [(f"example.{one}", f"The {one} service: reads Tokens of the Queue, writes Keys") for one in _WORDS]
    found += [("PATH_LIKE", f"/var/lib/{one}/Data{at}/Reports2026Q{at % 4 + 1}") for at, one in numbered]
    return found + [(f"{label}_PEM", _pem(label)) for label in ("PUBLIC KEY", "CERTIFICATE")]


def _digest_base64(algorithm: str, number: int) -> str:
    return base64.b64encode(bytes.fromhex(_digest(algorithm, number))).decode()


def _pem(label: str) -> str:
    return f"-----BEGIN {label}-----\n{base64.b64encode(_random.randbytes(91)).decode()}\n-----END {label}-----"


_JVM_FLAGS = (
    "-XX:+HeapDumpOnOutOfMemoryError",
    "-Dcom.sun.management.jmxremote.authenticate=false",
    "-Djava.net.preferIPv4Stack=true",
    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005",
)

ORDINARY_VALUES = [*_identifiers(), *_names()]
ORDINARY_LINES = [("", line) for line in LINES]
