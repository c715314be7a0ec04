"""``skwbc completion``: tab completion scripts generated from the parser."""

import argparse

from skwbc.cli._parser import build_parser

_BASH = """\
_skwbc() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} words=
    case $COMP_CWORD:${{COMP_WORDS[1]}}:$previous:$current in
        1:*) words="{commands}" ;;
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _skwbc skwbc
"""
_ZSH = "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n"


def completion(options, terminal):
    """Print a completion script; arguments without other completions complete to file names."""
    commands = _commands(build_parser())
    if options.shell == "fish":
        script = _fish(commands)
    else:
        script = _BASH.format(commands=" ".join(commands), cases="\n".join(_cases(commands)))
        if options.shell == "zsh":
            script = _ZSH + script
    terminal.result(script.rstrip(), {"shell": options.shell, "script": script})
    return 0


def _commands(parser):
    """Return the parsers of the commands by name."""
    (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return commands.choices


def _cases(commands):
    for name, command in commands.items():
        for action in command._actions:
            if action.choices and action.option_strings:
                for option in action.option_strings:
                    yield f'        *:{name}:{option}:*) words="{" ".join(action.choices)}" ;;'
            elif action.choices:
                yield f'        2:{name}:*) words="{" ".join(action.choices)}" ;;'
        options = [option for action in command._actions for option in action.option_strings]
        yield f'        *:{name}:*:-*) words="{" ".join(options)}" ;;'


def _fish(commands):
    lines = [f"complete -c skwbc -n __fish_use_subcommand -f -a '{' '.join(commands)}'"]
    for name, command in commands.items():
        for action in command._actions:
            line = f"complete -c skwbc -n '__fish_seen_subcommand_from {name}'"
            for option in action.option_strings:
                line += f" -{'l' if option.startswith('--') else 's'} {option.lstrip('-')}"
            if action.option_strings and action.nargs != 0:
                line += " -r"
            if action.choices:
                line += f" -f -a '{' '.join(action.choices)}'"
            if action.option_strings or action.choices:
                help_text = action.help.replace("'", "\\'") if action.help else ""
                lines.append(f"{line} -d '{help_text}'")
    return "\n".join(lines)
