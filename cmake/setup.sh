# Shared by ./ipclab and ./dev: what must be installed, and how to build. To be sourced by bash with $root set.

# Debian's name of each package and why it is needed.
build_packages=(
  "g++ the compiler for ipclab itself"
  "gcc the compiler for submissions"
  "libc6-dev the C library's headers"
  "make Makefiles of submissions"
  "cmake the build"
  "ninja-build the build"
  "pkg-config finds libraries"
  "libseccomp-dev the filter of system calls"
  "libdw-dev source lines and call stacks"
  "libfmt-dev text formatting"
  "libcli11-dev the command line"
  "nlohmann-json3-dev JSON"
  "libtomlplusplus-dev exercise.toml"
  "libssl-dev SHA-256"
  "libarchive-dev submissions in archives"
  "libsqlitecpp-dev the store of a batch"
  "libsqlite3-dev the store of a batch"
  "libpugixml-dev XML"
  "libgtest-dev tests"
  "libgmock-dev tests"
)

# What the tests need on top of it.
test_packages=(
  "${build_packages[@]}"
  "python3 the steps of ci/ are run by it"
  "python3-yaml what ci/ holds for GitHub and GitLab"
  "python3-jsonschema reports against the schema of SARIF"
  "libxml2-utils reports against the schema of JUnit"
)

say() { printf '%s\n' "$*" >&2; }

is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# install_packages ARRAY_NAME: installs what is missing of "package reason" lines.
install_packages() {
  local -n wanted=$1
  local line missing=() lines=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    command -v cmake >/dev/null && return 0 # whoever is not on Debian has installed by hand
    say "This needs a Debian or Ubuntu system, or these packages under their names here:"
    for line in "${wanted[@]}"; do say "  ${line%% *}  (${line#* })"; done
    return 1
  fi
  for line in "${wanted[@]}"; do
    is_installed "${line%% *}" || { missing+=("${line%% *}"); lines+=("$line"); }
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "These Debian packages are missing and will be installed:"
  for line in "${lines[@]}"; do say "  ${line%% *}  (${line#* })"; done
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "Neither root nor sudo: please install them as an administrator."; return 1; }
    as_root=(sudo)
  fi
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    say "Installing failed; the messages above say why."
    return 1
  fi
  rm -f "$log"
}

# build PRESET [TARGET...]: configures where needed and builds; quiet unless it fails.
build() {
  local preset=$1 log
  shift
  mkdir -p "$root/build"
  log="$root/build/$preset.log"
  local targets=()
  [ $# -gt 0 ] && targets=(--target "$@")
  if ! (cd "$root" && cmake --preset "$preset" && cmake --build --preset "$preset" "${targets[@]}") >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    say "The build failed; everything is in build/$preset.log."
    return 1
  fi
}
