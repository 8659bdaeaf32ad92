#!/usr/bin/env bash
# Rewrites the tables of docs/compatibility.md from the code that answers for them: the operations, and those of the ancestors. What
# stands outside the markers stays.
#
#   eng/compatibility.sh           rewrites the page
#   eng/compatibility.sh --check   changes nothing and fails when the page is not what the code says
set -euo pipefail
cd "$(dirname "$0")/.."

source=src/EngineApi.Server/Compatibility/ApiOperations.cs
page=docs/compatibility.md
begin='<!-- the tables below are written by compatibility.sh -->'
end='<!-- the tables above are written by compatibility.sh -->'
ancestors=tests/EngineApi.Clients.Tests/Ancestors/AncestorOperations.cs
ancestors_begin='<!-- the ancestors below are written by compatibility.sh -->'
ancestors_end='<!-- the ancestors above are written by compatibility.sh -->'

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

ancestor_tables() {
  awk '
    /^    \/\/ / { title = $0; sub(/^ *\/\/ /, "", title) }
    /static readonly AncestorOperation\[\]/ { text = text "\n### " title "\n\n| theirs | ours | test |\n|---|---|---|\n" }
    /^ *new\(/ {
      # new("Operation", "METHOD /path (`what of it`), METHOD /path", nameof(Class.Method)),
      if (split($0, part, "\"") != 5) { print "eng/compatibility.sh: cannot read: " $0 > "/dev/stderr"; exit 1 }
      test = part[5]; sub(/.*nameof\(/, "", test); sub(/\).*/, "", test)
      count = split(part[4], route, ", "); routes = ""
      for (i = 1; i <= count; i++) {
        what = ""
        if (match(route[i], / \(.*\)$/)) { what = substr(route[i], RSTART); route[i] = substr(route[i], 1, RSTART - 1) }
        routes = routes (i > 1 ? ", " : "") "`" route[i] "`" what
      }
      text = text "| " part[2] " | " routes " | `" test "` |\n"; total++
    }
    END {
      if (total == 0) { print "eng/compatibility.sh: no operations of ancestors found" > "/dev/stderr"; exit 1 }
      printf "%d operations.\n%s", total, text
    }' "$ancestors"
}

# between BEGIN END BODY: the page on stdin, with BODY between two lines of it
between() {
  awk -v begin="$1" -v end="$2" -v body="$3" '
    BEGIN { gsub(/\001/, "\n", body) }
    $0 == end { skip = 0 }
    !skip { print }
    $0 == begin { skip = 1; print "\n" body "\n" }'
}

for marker in "$begin" "$end" "$ancestors_begin" "$ancestors_end"; do
  [ "$(grep -cxF -- "$marker" "$page")" = 1 ] || { echo "$page: exactly one line must be: $marker" >&2; exit 1; }
done

fresh="$(mktemp)"
trap 'rm -f "$fresh"' EXIT
operations="$(tables)"
carried_on="$(ancestor_tables)"
between "$begin" "$end" "${operations//$'\n'/$'\001'}" <"$page" | between "$ancestors_begin" "$ancestors_end" "${carried_on//$'\n'/$'\001'}" >"$fresh"

if [ "${1:-}" = --check ]; then
  cmp -s "$fresh" "$page" || { echo "$page is not what the code says: run eng/compatibility.sh" >&2; exit 1; }
else
  cmp -s "$fresh" "$page" || cat "$fresh" >"$page"
fi
