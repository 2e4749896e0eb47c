"""A small shop: what is on sale, and whether it is open."""

import logging
import os
from pathlib import Path

import requests
from flask import Flask, render_template

TIMEOUT = 30
HOME = Path(os.environ["APP_HOME"])
SETTINGS = dict(line.split(" = ", 1) for line in (HOME / "settings.conf").read_text().splitlines() if " = " in line)

logging.basicConfig(filename="/var/log/shop/shop.log", level=os.environ.get("LOG_LEVEL", "info").upper())
app = Flask(__name__)


@app.get("/")
def index() -> str:
    app.logger.info("asked, with requests %s", requests.__version__)
    return render_template("index.html", title=SETTINGS["title"])


@app.get("/health")
def health() -> str:
    return "ok"


@app.post("/upload/<name>")
def upload(name: str) -> str:
    (HOME / "uploads" / name).write_text("uploaded")
    return "kept"
