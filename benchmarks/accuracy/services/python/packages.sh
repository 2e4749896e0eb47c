#!/bin/sh
# A company's own package in three versions, the second of which is installed, and a mirror that has them and Debian's.
set -e
build() {
    work=$(mktemp -d)
    mkdir -p "$work/DEBIAN" "$work/usr/bin" "$work/usr/share/acme-tools" "$work/etc/acme"
    printf 'Package: acme-tools\nVersion: %s\nArchitecture: all\nMaintainer: Ops <ops@acme.example>\nDescription: tools\n' "$1" > "$work/DEBIAN/control"
    echo /etc/acme/acme.conf > "$work/DEBIAN/conffiles"
    printf '#!/bin/sh\necho acme %s\n' "$1" > "$work/usr/bin/acme"
    chmod 755 "$work" "$work/usr/bin/acme"
    echo 'level = 1' > "$work/etc/acme/acme.conf"
    for number in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "$1 $number" > "$work/usr/share/acme-tools/data-$number"; done
    dpkg-deb --root-owner-group --build "$work" "/opt/mirror/acme-tools_$1_all.deb" > /dev/null
    rm -r "$work"
}
for version in 0.9 1.0 1.1; do build "$version"; done
cd /opt/mirror
for file in *.deb; do
    dpkg-deb --field "$file"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$file" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d ' ' -f 1)"
done > Packages
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/opt/mirror ./' > /etc/apt/sources.list
apt-get update -q
dpkg --install acme-tools_1.0_all.deb
