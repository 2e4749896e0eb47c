# container-drift in a container: docker build -t container-drift . ; docs/how-to/container.md says how it is run.
# BASE needs python3 with venv; another one, or a mirror, is a --build-arg. For a build without a network: PIP_NO_INDEX=1 and, in BASE, PIP_FIND_LINKS.

ARG BASE=python:3.14-slim-trixie@sha256:51dafde81dbdb6ebde285137a295cf18a47ca95234fe388a343719cb97305b3d

FROM ${BASE} AS build
ARG PIP_NO_INDEX
ARG PIP_FIND_LINKS
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
RUN python3 -m venv /opt/drift && install -d -m 0700 /data
COPY requirements/run.txt requirements/run.txt
RUN /opt/drift/bin/pip install --quiet --require-hashes --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY reports reports
COPY drift drift
RUN /opt/drift/bin/pip install --quiet --no-deps --no-build-isolation . \
    && /opt/drift/bin/pip uninstall --quiet --yes hatchling editables tomlkit trove-classifiers

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="container-drift" \
      org.opencontainers.image.description="Finds what differs between the containers of dev, staging and production." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="https://github.com/container-drift/container-drift" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/drift /opt/drift
COPY --from=build --chown=65532:65532 /data /data
ENV DRIFT_DB=/data/drift.db DRIFT_IN_OWN_CONTAINER=1 HOME=/data LANG=C.UTF-8 \
    PATH=/opt/drift/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 65532:65532
WORKDIR /data
VOLUME /data
HEALTHCHECK NONE
ENTRYPOINT ["/opt/drift/bin/drift"]
CMD ["--help"]
