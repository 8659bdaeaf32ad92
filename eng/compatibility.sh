#!/usr/bin/env bash
# Rewrites the tables of docs/compatibility.md from the code that answers for them. What stands outside the two markers stays.
#
#   eng/compatibility.sh           rewrites the page
#   eng/compatibility.sh --check   changes nothing and fails when the page is not what the code says
set -euo pipefail
cd "$(dirname "$0")/.."

source=src/EngineApi.Server/Compatibility/ApiOperations.cs
page=docs/compatibility.md
begin='<!-- the tables below are written by compatibility.sh -->'
end='<!-- the tables above are written by compatibility.sh -->'

tables() {
  awk '
    /static readonly ApiOperation\[\]/ {
      resource = $0; sub(/.*ApiOperation\[\] */, "", resource); sub(/ *=.*/, "", resource)
      text = text "\n### " resource "\n\n| operation | route | state |\n|---|---|---|\n"
    }
    /^ *new\(/ {
      # new("Id", "METHOD", "/path", "what it is", State),
      if (split($0, part, "\"") != 9) { print "eng/compatibility.sh: cannot read: " $0 > "/dev/stderr"; exit 1 }
      state = part[9]; gsub(/[^A-Za-z]/, "", state)
      if (!(state in words)) { print "eng/compatibility.sh: unknown state: " $0 > "/dev/stderr"; exit 1 }
      text = text "| " part[2] ": " part[8] " | `" part[4] " " part[6] "` | " words[state] " |\n"
      count[state]++; total++
    }
    BEGIN {
      words["Served"] = "served"; words["NotYet"] = "not yet"; words["NeedsSwarm"] = "needs swarm"; words["NotOffered"] = "not offered"
    }
    END {
      if (total == 0) { print "eng/compatibility.sh: no operations found" > "/dev/stderr"; exit 1 }
      printf "%d operations: %d served, %d not yet, %d need a swarm, %d not offered.\n%s",
        total, count["Served"], count["NotYet"], count["NeedsSwarm"], count["NotOffered"], text
    }' "$source"
}

for marker in "$begin" "$end"; do
  [ "$(grep -cxF -- "$marker" "$page")" = 1 ] || { echo "$page: exactly one line must be: $marker" >&2; exit 1; }
done

fresh="$(mktemp)"
trap 'rm -f "$fresh"' EXIT
body="$(tables)"
{
  sed "/^$begin\$/q" "$page"
  printf '\n%s\n\n' "$body"
  sed -n "/^$end\$/,\$p" "$page"
} >"$fresh"

if [ "${1:-}" = --check ]; then
  cmp -s "$fresh" "$page" || { echo "$page is not what the code says: run eng/compatibility.sh" >&2; exit 1; }
else
  cmp -s "$fresh" "$page" || cat "$fresh" >"$page"
fi
