# shellcheck shell=sh
# shellcheck disable=SC2154,SC2164 # test.sh, which reads this file, sets units and tab, and ends where a command fails
# The run maven of the tests. Written by waybill; test.sh maven reads it.
printf '%s\n' "$units" | cut -f 1 | uniq | while IFS= read -r folder; do
  set -- -Dmaven.repo.local="$HOME/.m2/repository"
  # Maven leaves out a module whose name begins with a dash or an exclamation mark
  list=$(modules "$folder" | sed 's|^|./|' | paste -s -d , -)
  case ",$list," in *,./.,*) ;; *) set -- "$@" -pl "$list" -am ;; esac
  if [ "${SKIP_TESTS:-false}" = true ]; then set -- "$@" -DskipTests; fi
  (cd "./$folder" && mvn -B -ntp "$@" verify </dev/null)
done
