#!/usr/bin/env bash
# Fetches containerd, its shim, ctr, runc, crun and CRIU of another Debian release, with the libraries they were built against, without
# installing anything, and prints the directory they are in:
#
#   eng/containerd.sh trixie
#   ENGINEAPI_RUNTIME="$(eng/containerd.sh trixie)" eng/test.sh      tests with these instead of the installed ones
#
# What it has fetched before stays as it is; remove the directory for newer ones.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

release="${1:?the release, e.g. trixie or sid}"
root="$PWD/artifacts/runtime/$release"
if [ ! -d "$root/bin" ]; then
  need patchelf patchelf >&2
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  apt_of "$release" "$work"
  { apt-get "${apt[@]}" update && apt-get "${apt[@]}" install -y --no-install-recommends --download-only containerd runc crun criu; } >&2
  rm -rf "$root" && mkdir -p "$root/part"
  for package in "$work"/archives/*.deb; do dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink; done
  libraries="$root/usr/lib/$(uname -m)-linux-gnu"
  for program in containerd containerd-shim-runc-v2 ctr runc crun criu; do
    for file in "$root"/usr/{bin,sbin}/"$program"; do [ ! -f "$file" ] || cp -L "$file" "$root/part/"; done
    if [ ! -f "$root/part/$program" ]; then
      echo "error: the packages of $release have no $program" >&2
      exit 1
    fi
    # They may want a newer libc than this machine has; the path is for the libraries' own libraries, too.
    patchelf --force-rpath --set-rpath "$libraries" --set-interpreter "$libraries"/ld-linux-*.so.* "$root/part/$program"
  done
  mv "$root/part" "$root/bin"
fi
echo "artifacts/runtime/$release/bin"
