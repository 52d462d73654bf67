# SPDX-License-Identifier: MIT
# Completion of assay(1) for bash. Sourced; with bash-completion installed, found by itself.
# harness/tests/completions holds it against what `assay COMMAND --help` says.

_assay_words() { # WORD...
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$current")
}

_assay_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

# Names of the shipped candidate files, and files.
_assay_candidates() {
    local folder
    for folder in scenarios/candidates "${BASH_SOURCE[0]%/share/*}/share/assay/scenarios/candidates"; do
        [ -d "$folder" ] || continue
        local names
        names=$(cd "$folder" && printf '%s\n' *.yaml)
        _assay_files
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "${names//.yaml/}" -- "$current")
        return
    done
    _assay_files
}

# The value of the option before; false if that takes none.
_assay_value() {
    case $1 in
        -c | --candidate | --against) _assay_candidates ;;
        --mode) _assay_words native memcheck callgrind helgrind drd all ;;
        --color) _assay_words always never auto ;;
        --network) _assay_words own host ;;
        --client) _assay_words raw curl ;;
        --pid) _assay_words "$(pgrep . 2>/dev/null)" ;;
        --user) mapfile -t COMPREPLY < <(compgen -u -- "$current") ;;
        --schema) _assay_words scenario candidate run ;;
        --format) _assay_words all json junit tap ctrf markdown html hgrm ;;
        --assets) _assay_words inline separate ;;
        --reports | --requirements | --corpus) _assay_files ;;
        --url | --only | --skip | --tag | --seed | --timeout-scale | --max-time | --bound | --duration | --repeat | -j | --jobs | \
            --fail-on | --port | --seconds | --inputs | --batch) COMPREPLY=() ;;
        *) return 1 ;;
    esac
}

_assay_options() { # COMMAND
    case $1 in
        run) echo --candidate --url --pid --network --user --only --skip --tag --requirements --rerun-failed --dry-run --mode --seed \
            --timeout-scale --client --max-time --bound --duration --repeat --jobs --fail-fast --strict --reports --format \
            --junit-strict --assets --json --quiet --verbose --color ;;
        lint) echo --strict --requirements ;;
        explain) echo --schema --manual --names ;;
        compare) echo --fail-on --changed --reports --format ;;
        report) echo --format --reports --junit-strict --assets ;;
        init) echo --force --port ;;
        fuzz) echo --candidate --seconds --inputs --seed --corpus --batch --against --reports --quiet ;;
    esac
    echo --help --usage
}

_assay_arguments() { # COMMAND
    case $1 in
        explain) _assay_words "$("${COMP_WORDS[0]}" explain --names 2>/dev/null | grep -v ' ')" ;;
        run | lint | list | compare | report) _assay_files ;;
    esac
}

_assay() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        _assay_words run fuzz init report compare lint explain metrics list doctor --help --version
        return
    fi
    for ((i = 2; i < COMP_CWORD; i++)); do # behind -- stands the candidate's own command line
        [ "${COMP_WORDS[i]}" = -- ] && { _assay_files; return; }
    done
    [ "$before" = = ] && before=${COMP_WORDS[COMP_CWORD - 2]}
    [ "$current" = = ] && current=
    _assay_value "$before" && return
    case $current in
        -*) _assay_words "$(_assay_options "${COMP_WORDS[1]}")" ;;
        *) _assay_arguments "${COMP_WORDS[1]}" ;;
    esac
}
complete -F _assay assay
