# fish completion for ipclab. What there is it asks ipclab itself.

set -l commands init check batch run trace explain exercise doctor

function __ipclab_options
    set -l words (commandline -opc)
    ipclab $words[2] --help 2>/dev/null | string match -rg '^ +(?:-[a-z],)?(--[a-z-]+)'
end
function __ipclab_formats
    set -l words (commandline -opc)
    ipclab $words[2] --help 2>/dev/null | string match -rg '^ +--(?:format|also) TEXT:\{(.*)\}' | string split ,
end

complete -c ipclab -n "not __fish_seen_subcommand_from $commands" -f -a "$commands --help --version"
complete -c ipclab -n "__fish_seen_subcommand_from $commands; and string match -q -- '-*' (commandline -ct)" -a "(__ipclab_options)"
complete -c ipclab -n "__fish_seen_subcommand_from init check trace batch exercise" -a "(ipclab exercise list 2>/dev/null | string match -r '^\S+')"
complete -c ipclab -n "__fish_seen_subcommand_from exercise" -a "list show new verify"
complete -c ipclab -n "__fish_seen_subcommand_from explain" -f -a "(ipclab explain | string match -rg '^ *([a-z]+(?:\.[a-z-]+)+)')"
complete -c ipclab -n "string match -qr -- '^--(format|also)\$' (commandline -opc)[-1]" -f -a "(__ipclab_formats)"
