# shellcheck shell=sh
# shellcheck disable=SC2154,SC2164 # test.sh, which reads this file, sets units and tab, and ends where a command fails
# The run npm of the tests. Written by waybill; test.sh npm reads it.
CI=true; export CI
# npm init writes a test script that only fails: it is no test
has_test='const t = (require(process.cwd() + "/package.json").scripts || {}).test || ""; process.exit(t && !t.includes("no test specified") ? 0 : 1)'
printf '%s\n' "$units" | cut -f 1 | uniq | while IFS= read -r folder; do
  (
    cd "./$folder"
    if [ -f package-lock.json ]; then npm ci </dev/null; else npm install </dev/null; fi
    if [ "${SKIP_TESTS:-false}" = true ]; then exit 0; fi
    modules "$folder" | while IFS= read -r module; do
      (
        cd "./$module"
        if node -e "$has_test" </dev/null; then npm run test </dev/null; else echo "no test script in $module"; fi
      )
    done
  )
done
