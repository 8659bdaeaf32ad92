#!/usr/bin/env bash
# Sourced by the other scripts: installs Debian packages whose commands are missing, and nothing otherwise.

# need COMMAND PACKAGE [COMMAND PACKAGE ...]
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "installing: ${missing[*]}" >&2
  if [ "$(id -u)" != 0 ]; then
    echo "error: these packages are missing and only root can install them: ${missing[*]}" >&2
    return 1
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "error: no apt-get here; install by hand: ${missing[*]}" >&2
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A package must not start a daemon of its own while it is installed.
  local policy=/usr/sbin/policy-rc.d created=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && created=1; fi
  local status=0
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2 || status=$?
  [ -z "$created" ] || rm -f "$policy"
  return $status
}

# apt_of RELEASE DIRECTORY: sets `apt` to the options with which apt knows that release of Debian and nothing else, and keeps all it has in
# the directory. By the mirror this machine uses, which has to be signed with Debian's keys, however old what it has is: its clock or this
# machine's may be behind. The machine's own lists and packages are left alone.
apt_of() {
  local mirror
  mirror="$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '$1 == "Debian" && $2 == "main" { print $3; exit }')"
  if [ -z "$mirror" ]; then
    echo "error: apt knows no mirror of Debian here; run apt-get update" >&2
    return 1
  fi
  mkdir -p "$2/lists/partial" "$2/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$2/sources.list"
  : >"$2/status"
  apt=(-qq -o Dir::Etc::SourceList="$2/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$2/lists" -o Dir::Cache="$2"
    -o Dir::State::status="$2/status" -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false
    -o APT::Sandbox::User=root -o Debug::NoLocking=true)
}

# newer PACKAGE FILE TARGET: one file of the package as the distribution's testing release has it, without installing anything.
newer() {
  local work apt
  work="$(mktemp -d)" || return
  if apt_of testing "$work" && timeout 60 apt-get "${apt[@]}" update && (cd "$work" && timeout 60 apt-get "${apt[@]}" download "$1") &&
    dpkg-deb --fsys-tarfile "$work/$1"_*.deb | tar -x -C "$work" "./$2"; then
    mkdir -p "$(dirname "$3")" && mv "$work/$2" "$3"
  fi
  rm -rf "$work"
  [ -e "$3" ]
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 && return 0
  echo "error: the .NET 10 SDK is needed (https://dotnet.microsoft.com/download)" >&2
  return 1
}

# One line that changes when anything does that the build reads.
fingerprint() {
  { find src openapi -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0
    printf '%s\0' Directory.Build.props Directory.Packages.props global.json .editorconfig eng/build.sh
  } | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}
