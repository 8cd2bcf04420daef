# ipclab in a container, with its exercises and without the reference solutions.
#
#   docker build -t ipclab .
#   docker run --rm -v "$PWD:/submission:ro" \
#     --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined \
#     ipclab check pipeline
#
# The sandbox makes user namespaces and mounts a /proc in them, which Docker's default profile refuses; hence the three options.
# Without them ipclab says what is refused and ends with exit code 3. Built with Debian's packages; which engines and hosts let a
# container do this differs, so try `ipclab check copy /usr/local/share/ipclab/exercises/copy/examples/always-succeeds` first:
# a report (exit code 1) means that all works.

FROM debian:bookworm AS build
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

FROM debian:bookworm
# The compiler for submissions, then what ipclab is linked with.
RUN apt-get update && apt-get install -y --no-install-recommends \
      gcc libc6-dev make \
      libseccomp2 libdw1 libfmt9 libtomlplusplus3 libssl3 libstdc++6 libarchive13 libsqlite3-0 libpugixml1v5 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local /usr/local
# Compiled fixtures are kept here, whoever the container's user is.
ENV XDG_CACHE_HOME=/tmp
WORKDIR /submission
ENTRYPOINT ["ipclab"]
CMD ["--help"]
