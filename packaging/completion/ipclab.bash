# bash completion for ipclab. What there is it asks ipclab itself.

_ipclab_options() { ipclab "$@" --help 2>/dev/null | grep -oE '^ +(-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'; }
_ipclab_exercises() { ipclab exercise list 2>/dev/null | awk '{print $1}'; }

_ipclab() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="init check batch run trace explain exercise doctor --help --version"
  elif [ "$before" = --format ] || [ "$before" = --also ]; then
    words=$(ipclab "$command" --help | sed -nE "s/^ +$before TEXT:\{(.*)\}.*/\1/p" | tr , ' ')
  elif [[ $word == -* ]]; then
    words=$(_ipclab_options "$command")
  elif [ "$command" = exercise ] && [ "$COMP_CWORD" -eq 2 ]; then
    words="list show new verify"
  elif [ "$command" = explain ]; then
    words=$(ipclab explain | grep -oE '^ *[a-z]+(\.[a-z-]+)+')
  elif [[ $command == @(init|check|trace) && $COMP_CWORD -eq 2 || $command == @(batch|exercise) ]]; then
    words=$(_ipclab_exercises)
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if [ ${#COMPREPLY[@]} -eq 0 ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -F _ipclab ipclab
