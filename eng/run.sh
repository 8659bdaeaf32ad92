#!/usr/bin/env bash
# Installs what is missing, builds once, and runs the gateway in the foreground.
#
#   eng/run.sh [engineapi options]       for example: eng/run.sh -H unix:///tmp/engine.sock -D
set -euo pipefail
from="$PWD"
cd "$(dirname "$0")/.."
. eng/packages.sh

need containerd containerd runc runc tini tini iptables iptables ip iproute2 ps procps tar tar xz xz-utils zstd zstd
eng/build.sh

# The first -H decides what to paste, as it decides where the CLI has to go.
host=unix:///var/run/docker.sock
arguments=("$@")
for ((i = 0; i < $#; i++)); do
  case "${arguments[i]}" in
    -H | --host) host="${arguments[i + 1]:-$host}" && break ;;
    -H=* | --host=*) host="${arguments[i]#*=}" && break ;;
    -H?*) host="${arguments[i]#-H}" && break ;;
  esac
done
echo "export DOCKER_HOST=$host"

program="$PWD/artifacts/engineapi"
cd "$from"
exec "$program" "$@"
