"""Scripts of random changes, seeded: what one does, the next may undo, move or build upon; one that cannot be done is passed over."""

import random

FOLDERS = (
    "/srv",
    "/srv/moved",
    "/srv/again",
    "/srv/new",
    "/srv/new/deep",
    "/opt/app",
    "/etc/app",
    "/var/lib/app",
    "/usr/lib",
)
NAMES = ("a", "b", "file", "data", "app.conf", "run", "linked", "other")
WORKS = (
    "echo {number} > {one}",
    "echo {number} >> {one}",
    ": > {one}",
    "rm -rf {one}",
    "rm -rf {folder}",
    "rm -rf {folder}; mkdir -p {folder}",
    "mkdir -p {folder}",
    "mv {one} {other}",
    "mv {folder} {other}",
    "mv {other} {folder}/",
    "cp {one} {other}",
    "ln {one} {other}",
    "ln -s {one} {other}",
    "rm -rf {other}; ln -s {folder} {other}",
    "rm -rf {folder}; echo {number} > {folder}",
    "rm -rf {one}; mkdir {one}; echo {number} > {one}/file",
    "chmod {mode} {one}",
    "chmod 1{mode} {folder}",
    "chown {number}:{number} {one}",
    "chown {number}:0 {folder}",
    "touch {one}",
    "rm -f {one}; mkfifo {one}",
    "rm -rf {one}; mknod {one} c 1 {small}",
    "rm -rf {one}; mknod {one} b 7 {small}",
    "echo {number} > '{folder}/odd  name \t{small}'",
)


def random_script(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return "\n".join(f"({_work(chance)}) 2>/dev/null || true" for _ in range(count))


def _work(chance: random.Random) -> str:
    return chance.choice(WORKS).format(
        folder=chance.choice(FOLDERS),
        one=f"{chance.choice(FOLDERS)}/{chance.choice(NAMES)}",
        other=f"{chance.choice(FOLDERS)}/{chance.choice(NAMES)}",
        number=chance.randrange(1, 60_000),
        small=chance.randrange(10),
        mode=chance.choice(("600", "755", "640", "711")),
    )
