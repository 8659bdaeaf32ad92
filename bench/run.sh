#!/usr/bin/env bash
# Starts engineapi and Debian's dockerd, each with a containerd, a control group and a network namespace of its own, measures them
# side by side, and stops them again. Needs root.
#
#   bench/run.sh [options of engineapi-bench]      for example: bench/run.sh --rows lifecycle,exec --rounds 9
#
# ENGINEAPI   the program to measure (default artifacts/engineapi, which eng/build.sh makes)
# REFERENCE   what to compare with: dockerd (default) or none
# KEEP        not empty: leave the engines' logs behind
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh
PATH="$PATH:/usr/sbin:/sbin"

reference="${REFERENCE:-dockerd}"
packages=(containerd containerd runc runc ip iproute2 iptables iptables busybox busybox-static)
[ "$reference" = none ] || packages+=(dockerd docker.io)
need "${packages[@]}"
need docker-registry docker-registry || echo "docker-registry could not be installed: the row pull is left out" >&2
need_dotnet
program="${ENGINEAPI:-}"
if [ -z "$program" ]; then
  eng/build.sh
  program="$PWD/artifacts/engineapi"
fi

dotnet build bench/EngineApi.Bench -c Release -v quiet -clp:NoSummary >&2
work="$(mktemp -d /tmp/engineapi-bench.XXXXXX)"
if [ -d /sys/fs/cgroup/cpuacct ]; then groups=/sys/fs/cgroup/cpuacct; else groups=/sys/fs/cgroup; fi
prefix="$groups/$(basename "$work")"
pids=()
images=()

cleanup() {
  # In reverse: an engine before its containerd. A shim that outlived its container is in its engine's group.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill -TERM "${pids[i]}" 2>/dev/null || continue
    timeout 20 tail --pid="${pids[i]}" -f /dev/null || kill -KILL "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  for group in "$prefix".*; do
    [ -d "$group" ] || continue
    for _ in 1 2 3; do
      while read -r pid; do kill -KILL "$pid" 2>/dev/null || true; done <"$group/cgroup.procs"
      rmdir "$group" 2>/dev/null && break
      timeout 1 sh -c "while [ -s '$group/cgroup.procs' ]; do :; done" || true
    done
  done
  # The parent of engineapi's containers is named as its containerd namespace.
  find /sys/fs/cgroup -maxdepth 2 -type d -name "$(basename "$work")" -exec rmdir {} + 2>/dev/null || true
  { grep -o " $work/[^ ]*" /proc/self/mounts || true; } | sort -r | xargs -r umount -l
  if [ -n "${KEEP:-}" ]; then
    echo "logs: $work/*.log" >&2
    find "$work" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
  else
    rm -rf "$work"
  fi
}
trap cleanup EXIT

# launch NAME LOG COMMAND...: in NAME's control group and a network namespace of its own; its pid is the last of pids
launch() {
  local group="$prefix.$1" log="$work/$2.log"
  shift 2
  mkdir -p "$group"
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --net sh -c 'ip link set lo up; exec "$@"' - "$@"
  ) >"$log" 2>&1 </dev/null &
  pids+=("$!")
}

answers() { # WHAT COMMAND...: waits for it, half a minute at most
  local what="$1" deadline=$((SECONDS + 30))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then
      echo "error: $what does not answer:" >&2
      tail -n 5 "$work"/*.log >&2
      exit 1
    fi
    sleep 0.2
  done
}

containerd_of() { # NAME: the same configuration for every engine
  local root="$work/$1"
  mkdir -p "$root"
  cat >"$root/containerd.toml" <<TOML
version = 2
root = "$root/containerd"
state = "$root/run-containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "$root/containerd.sock"
TOML
  launch "$1" "$1-containerd" containerd --config "$root/containerd.toml"
  answers "$1's containerd" ctr --address "$root/containerd.sock" version
}

# registry_of NAME: beside the engine NAME, whose pid is the last of pids: in its network namespace, but not in its control group. All
# of them keep the same images.
registry=127.0.0.1:5000
registry_of() {
  command -v docker-registry >/dev/null 2>&1 || return 0
  mkdir -p "$work/registry"
  cat >"$work/registry.yml" <<YML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: "$work/registry"}}
http: {addr: "$registry"}
YML
  nsenter --net="/proc/${pids[-1]}/ns/net" docker-registry serve "$work/registry.yml" >"$work/$1-registry.log" 2>&1 </dev/null &
  pids+=("$!")
  answers "$1's registry" nsenter --net="/proc/$!/ns/net" curl -fsS --max-time 2 "http://$registry/v2/"
  images=(--registry "$registry=$work/registry")
}

ping() { curl -fsS --max-time 2 --unix-socket "$1" http://localhost/_ping; }

# second NAME SCRIPT: what --engine's start= runs, another instance on the same containerd with roots of its own
second() {
  printf '#!/bin/sh\nexec unshare --net %s\n' "$2" >"$work/start-$1"
  chmod +x "$work/start-$1"
}

containerd_of engineapi
second engineapi "'$program' -H unix://\$BENCH_SOCKET --data-root \$BENCH_ROOT/data --exec-root \$BENCH_ROOT/exec \
--containerd '$work/engineapi/containerd.sock' --containerd-namespace bench-start"
launch engineapi engineapi "$program" -H "unix://$work/engineapi.sock" --data-root "$work/engineapi/data" \
  --exec-root "$work/engineapi/exec" --containerd "$work/engineapi/containerd.sock" --containerd-namespace "$(basename "$work")"
engines=(--engine "engineapi=$work/engineapi.sock,pid=${pids[-1]},cgroup=$prefix.engineapi,start=$work/start-engineapi")
answers engineapi ping "$work/engineapi.sock"
registry_of engineapi

if [ "$reference" = dockerd ]; then
  containerd_of dockerd
  second dockerd "dockerd -H unix://\$BENCH_SOCKET --data-root \$BENCH_ROOT/data --exec-root \$BENCH_ROOT/exec \
--pidfile \$BENCH_ROOT/pid --containerd '$work/dockerd/containerd.sock' --containerd-namespace bench-start --bip 10.213.0.1/24"
  launch dockerd dockerd dockerd -H "unix://$work/dockerd.sock" --data-root "$work/dockerd/data" --exec-root "$work/dockerd/exec" \
    --pidfile "$work/dockerd/pid" --containerd "$work/dockerd/containerd.sock" --bip 10.212.0.1/24
  engines+=(--engine "dockerd=$work/dockerd.sock,pid=${pids[-1]},cgroup=$prefix.dockerd,start=$work/start-dockerd")
  answers dockerd ping "$work/dockerd.sock"
  registry_of dockerd
  dockerd --version >&2
fi

dotnet bench/EngineApi.Bench/bin/Release/net10.0/engineapi-bench.dll "${engines[@]}" "${images[@]}" --busybox "$(command -v busybox)" "$@"
