"""The same as `manage.py bridge`, where there is no Django: `python -m metrics.bridge`."""

import sys
from argparse import ArgumentParser

from metrics.bridge.problems import BridgeError
from metrics.bridge.shell import add_arguments, answer, run


def main() -> int:
    """Print the bridge; return 1 and say why where there is none."""
    parser = ArgumentParser(prog="python -m metrics.bridge", description=__doc__)
    add_arguments(parser)
    options = vars(parser.parse_args())
    try:
        made, tried = run(options)
    except BridgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for note in made.notes:
        sys.stderr.write(f"{note}\n")
    sys.stdout.writelines(f"{line}\n" for line in answer(options, made, tried))
    return 0


if __name__ == "__main__":
    sys.exit(main())
