#!/usr/bin/env bash
# Publishes one self-contained executable to artifacts/engineapi. Does nothing when nothing changed.
#
#   eng/build.sh [RID]          RID defaults to this machine's, e.g. linux-x64 or linux-arm64
#
# Set CONFIGURE to pass more to dotnet publish, for example CONFIGURE=-p:PublishAot=true.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

case "$(uname -m)" in aarch64) machine=linux-arm64 ;; *) machine=linux-x64 ;; esac
rid="${1:-$machine}"
out=artifacts
stamp="$out/.built"
mkdir -p "$out"

# One build at a time; the second finds the work done.
exec 9>"$out/.lock"
flock 9

now="$(fingerprint) $rid ${CONFIGURE:-}"
if [ -x "$out/engineapi" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then exit 0; fi

need_dotnet
echo "building engineapi for $rid (a minute or two)" >&2
work="$out/.publish"
rm -rf "$work"
# shellcheck disable=SC2086 # several options
dotnet publish src/EngineApi.Server/EngineApi.Server.csproj -c Release -r "$rid" --self-contained \
  -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true \
  -p:DebugType=none -p:RunAnalyzers=false -o "$work" -v quiet --nologo ${CONFIGURE:-} >&2
mv "$work/engineapi" "$out/engineapi"
rm -rf "$work"
echo "$now" >"$stamp"
echo "built $out/engineapi" >&2
