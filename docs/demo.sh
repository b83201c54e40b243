#!/usr/bin/env bash
# What `make demo` runs: the main job on a copy of an example, told step by step.
#   docs/demo.sh WAYBILL EXAMPLE
set -euo pipefail
waybill=$PWD/$1 example=${2%/}
name=$(basename "$example")
work=bin/demo/$name

if ! [ -d "$example" ]; then
  echo "no such example: $example; there are:" >&2
  ls -d examples/*/ >&2
  exit 2
fi
rm -rf "$work"
mkdir -p bin/demo
cp -r "$example" "$work"
rm -rf "$work/want"

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' plain=$'\033[0m'
fi
step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

step "the repository: $example"
(cd "$work" && find . -type f | sort | sed 's|^\./|  |')

step "waybill explain $work"
"$waybill" explain "$work"

step "waybill generate $work"
"$waybill" generate "$work"

step "where the files are: $PWD/$work"
cd "$work"
find . -name Dockerfile | sort | sed 's|^\./||; s|.*|  docker build -f & .|'
find . -path '*/overlays/prod' | sort | sed 's|^\./||; s|.*|  kubectl apply -k &|'
echo "  Jenkinsfile tests, builds and deploys them; waybill.lock tells waybill's files from your edits"
printf '\nanother one: make demo EXAMPLE=examples/pnpm-workspace\n'
