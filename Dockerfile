# ipclab in a container, with its exercises and without the reference solutions.
#
#   docker build -t ipclab .
#   docker run --rm -v "$PWD:/work" ipclab check pipeline
#
# judges a program of one's own (level degraded). For strangers' programs Docker has to allow namespaces:
#
#   docker run --rm -v "$PWD:/work" --security-opt seccomp=docker/seccomp.json \
#     --security-opt apparmor=unconfined --security-opt systempaths=unconfined ipclab check pipeline
#
# docker/README.md says what the three options are for, `docker run --rm ipclab doctor` which level there is. ./dev docker-test builds the image and tries all this.

ARG BASE=debian:bookworm

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      g++ gcc libc6-dev make cmake ninja-build pkg-config \
      libseccomp-dev libdw-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtomlplusplus-dev libssl-dev \
      libarchive-dev libsqlitecpp-dev libsqlite3-dev libpugixml-dev \
      libgtest-dev libgmock-dev \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
WORKDIR /src
RUN cmake --preset release \
    && cmake --build --preset release --target ipclab ipclab-keeper \
    && cmake --install build/release --component ipclab --strip

FROM ${BASE}
# The compiler for submissions, then what ipclab is linked with.
RUN apt-get update && apt-get install -y --no-install-recommends \
      gcc libc6-dev make \
      libseccomp2 libdw1 libfmt9 libtomlplusplus3 libssl3 libstdc++6 libarchive13 libsqlite3-0 libpugixml1v5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 ipclab
COPY --from=build /usr/local /usr/local
# Compiled fixtures are kept here, whoever the container's user is.
ENV XDG_CACHE_HOME=/tmp
USER ipclab
WORKDIR /work
ENTRYPOINT ["ipclab"]
CMD ["--help"]
