#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them all. The last line is "N passed, N failed, N skipped".
#
#   eng/test.sh                  everything
#   eng/test.sh Hijack           classes or methods whose full name contains the word
#
# ENGINEAPI_RUNTIME names a directory with another containerd, runc … to test with (eng/containerd.sh).
#
# Failures and the reasons of skips are printed; the exit code is not 0 when a test failed twice or did not run to its end.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

filter="${1:-}"
results="artifacts/test-results"
rm -rf "$results" && mkdir -p "$results"

finish() { # MESSAGE: nothing was run
  echo "$1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

[ -z "${ENGINEAPI_RUNTIME:-}" ] || PATH="$(cd "$ENGINEAPI_RUNTIME" && pwd):$PATH" || finish "$ENGINEAPI_RUNTIME is missing"

need_dotnet || finish "the SDK is missing"
need containerd containerd runc runc tini tini iptables iptables ip iproute2 ps procps docker docker-cli busybox busybox-static \
  xz xz-utils zstd zstd || finish "the packages could not be installed"
# For some tests, which are skipped without them.
need docker-compose docker-compose || echo "docker-compose could not be installed: it is not tried" >&2
need chromium chromium || echo "chromium could not be installed: /swagger is not tried in a browser" >&2

need docker-registry docker-registry || echo "docker-registry could not be installed: pulls and pushes through it are not tried" >&2

# Clients of other languages; their tests are skipped, with the reason, where these cannot be had.
/usr/bin/python3 -c 'import docker' 2>/dev/null || need /usr/bin/python3-docker python3-docker || true
clients=artifacts/clients
if command -v npm >/dev/null 2>&1 && [ ! -d "$clients/node_modules/testcontainers" ]; then
  # All of it or nothing: half a package would not be missing, it would fail.
  rm -rf "$clients.part" && mkdir -p "$clients.part"
  timeout 60 npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional --prefix "$clients.part" \
    dockerode@5.0.1 testcontainers@10.28.0 >&2 && rm -rf "$clients" && mv "$clients.part" "$clients" || echo "packages of npm could not be had: its clients are not tried" >&2
fi
compose=artifacts/compose/docker-compose
[ -x "$compose" ] || newer docker-compose usr/libexec/docker/cli-plugins/docker-compose "$compose" >&2 || echo "Compose v2 could not be had: it is not tried" >&2

# The SDK's servers would outlive the script and hold its output open. One compiler for all projects saves half of the build; it is this
# script's own, and ends with the build.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1
compiler="engineapi-test-$$"
dotnet build EngineApi.sln -v quiet -clp:NoSummary -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" </dev/null
built=$?
pkill -f "VBCSCompiler.*$compiler" || true
[ $built -eq 0 ] || finish "the build failed"

passed=0 failed=0 skipped=0 again=()
count() { # FILE ATTRIBUTE: the sum over the assemblies of a result file
  grep -o "<assembly [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

# Real processes on a busy machine are late now and then. What failed is run once more, alone; what passes then counts as passed and is named
# at the end, since it is a fault all the same. More than a handful is no accident and gets no second try.
failures() { # FILE: the methods with a failed test
  grep -o '<test [^>]*result="Fail"[^>]*' "$1" | sed -E 's/.* type="([^"]*)".* method="([^"]*)".*/\1.\2/' | sort -u
}
second_try() { # PROGRAM REPORT NAME: whether everything that failed passes now
  mapfile -t methods < <(failures "$2")
  [ ${#methods[@]} -gt 0 ] && [ ${#methods[@]} -le 5 ] || return 1
  local method select=() log="$results/$3.second.log" second="$results/$3.second.xml"
  for method in "${methods[@]}"; do select+=(-method "$method"); done
  timeout -k 30 600 "$1" -noLogo -noColor -xml "$second" "${select[@]}" >"$log" 2>&1 && [ -s "$second" ] &&
    [ "$(count "$second" passed)" -ge "$(count "$2" failed)" ] && [ "$(count "$second" skipped)" = 0 ] || { cat "$log" >&2; return 1; }
}

run() { # PROJECT
  local name program select=()
  name="$(basename "$1")"
  program="$1/bin/Debug/net10.0/$name"
  [ -z "$filter" ] || select=(-method "*$filter*")
  echo "== $name" >&2
  # Far more than it ever takes: what hangs is to fail, and to tell where.
  timeout -k 30 1200 "$program" -noLogo -noColor -xml "$results/$name.xml" "${select[@]}" >"$results/$name.log" 2>&1
  echo $? >"$results/$name.status"
}

# Those that run containers all the time, one after the other; the light ones beside them.
heavy="EngineApi.Clients.Tests EngineApi.Engine.Tests EngineApi.Server.Tests"
for project in tests/*.Tests; do
  grep -qw "$(basename "$project")" <<<"$heavy" || run "$project"
done &
for name in $heavy; do run "tests/$name"; done
wait

for project in tests/*.Tests; do
  name="$(basename "$project")"
  program="$project/bin/Debug/net10.0/$name"
  report="$results/$name.xml"
  status=$(cat "$results/$name.status")
  echo "== $name has ended" >&2
  if [ ! -s "$report" ]; then
    tail -n 50 "$results/$name.log" >&2
    echo "$name did not run to its end (exit $status)" >&2
    failed=$((failed + 1))
    continue
  fi
  # Everything between the lines of progress: failures with their reasons, and skips.
  grep -vE '^(  Discovering|  Discovered|  Starting|  Finished|=== TEST EXECUTION SUMMARY|   [^ ]+  Total)' "$results/$name.log" >&2
  errors=$(count "$report" errors) wrong=$(count "$report" failed)
  passed=$((passed + $(count "$report" passed)))
  skipped=$((skipped + $(count "$report" skipped)))
  if [ "$errors" = 0 ] && [ "$wrong" != 0 ] && second_try "$program" "$report" "$name"; then
    passed=$((passed + wrong))
    again+=("${methods[@]}")
  else
    failed=$((failed + wrong + errors))
  fi
  # A crash after the report was written is no success either.
  if [ "$status" -ge 124 ] || { [ "$status" -ne 0 ] && [ "$wrong" = 0 ] && [ "$errors" = 0 ]; }; then
    echo "$name ended with exit code $status" >&2
    failed=$((failed + 1))
  fi
done

[ ${#again[@]} -eq 0 ] || printf 'passed only at the second try: %s\n' "${again[@]}" >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
