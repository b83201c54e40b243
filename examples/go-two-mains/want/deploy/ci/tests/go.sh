# shellcheck shell=sh
# shellcheck disable=SC2154,SC2164 # test.sh, which reads this file, sets units and tab, and ends where a command fails
# The run go of the tests. Written by waybill; test.sh go reads it.
reports=$(pwd)/.waybill/reports; mkdir -p "$reports"
# Go writes its modules without the right to write, and nobody could clean the workspace.
GOPATH="$HOME/go"; GOFLAGS="-modcacherw ${GOFLAGS:-}"; export GOPATH GOFLAGS
printf '%s\n' "$units" | while IFS="$tab" read -r folder module; do
  (
    cd "./$folder/$module"
    go build ./... </dev/null
    if [ "${SKIP_TESTS:-false}" = true ]; then exit 0; fi
    if command -v gotestsum >/dev/null 2>&1; then
      gotestsum --junitfile "$(mktemp "$reports/go-XXXXXX").xml" -- ./... </dev/null
    else
      go test ./... </dev/null
    fi
  )
done
