{secrets}
printf '%s\n' "$units" | cut -f 1 | uniq | while IFS= read -r folder; do
  set -- {args}-Dmaven.repo.local="$HOME/.m2/repository"
  # Maven leaves out a module whose name begins with a dash or an exclamation mark
  list=$(modules "$folder" | sed 's|^|./|' | paste -s -d , -)
  case ",$list," in *,./.,*) ;; *) set -- "$@" -pl "$list" -am ;; esac
  if [ "${SKIP_TESTS:-false}" = true ]; then set -- "$@" -DskipTests; fi
  (cd "./$folder" && mvn -B -ntp "$@" verify </dev/null)
done
