"""Completion in the shells, where a word such as ``actor=kha:japan`` is completed part by part.

bash breaks words at ``=`` and ``:`` and wants only the part at the cursor; zsh and fish
want the whole word. No shell is to set a space after a name that ends in ``=``.
"""

from __future__ import annotations

import re

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
)

_BREAKS = re.compile("[=:]+")

_BASH = r"""%(complete_func)s() {
    local IFS=$'\n'
    local response completion type value

    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
        %(complete_var)s=bash_complete "$1")

    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain)
                COMPREPLY+=("$value")
                [[ $value == *= ]] && compopt -o nospace 2> /dev/null ;;
        esac
    done

    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(BashComplete):
    """Completion in bash: the words that it broke are joined again."""

    source_template = _BASH
    _typed = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one at it."""
        args, incomplete = super().get_completion_args()
        words, typed = joined([*args, incomplete])
        self._typed = typed
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """Return an offer without what stands before the cursor's part of the word."""
        return f"{item.type},{str(item.value).removeprefix(self._typed)}"


def joined(words: list[str]) -> tuple[list[str], str]:
    """Return *words* with those that bash broke whole, and how the last begins before its part.

    Examples
    --------
    >>> joined(["query", "ties-on-day", "-p", "day", "=", "19"])
    (['query', 'ties-on-day', '-p', 'day=19'], 'day=')
    >>> joined(["--data", "http", ":", "//localhost"])
    (['--data', 'http://localhost'], 'http:')
    """
    result: list[str] = []
    typed = ""
    is_open = False
    for word in words:
        is_break = _BREAKS.fullmatch(word) is not None
        if result and (is_break or is_open):
            typed = result[-1] + word if is_break else result[-1]
            result[-1] += word
        else:
            typed = ""
            result.append(word)
        is_open = is_break
    return result, typed


class Zsh(ZshComplete):
    """Completion in zsh: no space is set after a name that ends in an equals sign."""

    source_template = (
        ZshComplete.source_template.replace(
            "    local -a completions\n",
            "    local -a completions\n    local -a names\n",
        )
        .replace(
            '            if [[ "$descr" == "_" ]]; then\n',
            '            if [[ "$key" == *= ]]; then\n'
            '                names+=("$key":"$descr")\n'
            '            elif [[ "$descr" == "_" ]]; then\n',
        )
        .replace(
            '    if [ -n "$completions" ]; then\n',
            '    if [ -n "$names" ]; then\n'
            "        _describe -V names names -U -S ''\n"
            "    fi\n\n"
            '    if [ -n "$completions" ]; then\n',
        )
    )


class Fish(FishComplete):
    """Completion in fish: what an offer means may have a comma in it."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )


add_completion_class(Bash)
add_completion_class(Zsh)
add_completion_class(Fish)
