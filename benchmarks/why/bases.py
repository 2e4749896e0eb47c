"""What the programs stand on: Debian with an interpreter each, made once and kept with the tests' images."""

from benchmarks.why.scenario import NODE, PYTHON
from tests.engines.cache import Debian
from tests.engines.images import MERGED

OPTIONS = ("--variant=minbase", MERGED, "--dpkgopt=path-exclude=/usr/share/locale/*")
CERTIFICATES = """set -e
made=$1/etc/shop-ca
mkdir -p $made
openssl req -x509 -newkey rsa:2048 -nodes -days 7300 -subj "/CN=Shop internal CA" -keyout $made/ca.key -out $made/ca.crt
openssl req -newkey rsa:2048 -nodes -subj "/CN=payments.shop.internal" -keyout $made/server.key -out $made/server.csr
openssl x509 -req -days 7000 -in $made/server.csr -CA $made/ca.crt -CAkey $made/ca.key -CAcreateserial -out $made/server.crt
rm $made/ca.key $made/server.csr
chmod 0644 $made/*
mkdir -p $1/usr/local/share/ca-certificates
cp $made/ca.crt $1/usr/local/share/ca-certificates/shop.crt
chroot $1 update-ca-certificates
"""
"""A company's own authority, which its images trust, and a certificate by it."""
MARKS = ("ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ENV LANG=C.UTF-8")

ROOTS = {
    PYTHON: Debian(
        "bookworm",
        (
            "python3",
            "python3-yaml",
            "ca-certificates",
            "openssl",
            "tzdata",
            "locales",
            "perl-base",
            "libcap2-bin",
            "usr-is-merged",
        ),
        (*OPTIONS, f"--customize-hook={CERTIFICATES}"),
    ),
    NODE: Debian("bookworm", ("nodejs", "perl-base", "ca-certificates", "usr-is-merged"), OPTIONS),
}
