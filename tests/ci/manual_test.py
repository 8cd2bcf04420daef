"""ipclab(1) names every command and every option that there is, and no other."""
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "packaging/ipclab.1.md").read_text()
PROGRAM = os.environ["IPCLAB_BUILD"] + "/ipclab"
OPTION = re.compile(r"--[a-z][a-z-]+")


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=True).stdout


def listed(text, heading):
    """The first words of the lines below `heading`."""
    below = text.split(f"\n{heading}:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in below.splitlines() if re.match(r"  \S", line)]


class Manual(unittest.TestCase):
    def commands(self):
        for command in listed(help_of(), "Subcommands"):
            text = help_of(command)
            more = listed(text, "Subcommands") if "\nSubcommands:\n" in text else [None]
            yield from ([command] if name is None else [command, name] for name in more)

    def test_every_command_is_in_it(self):
        for command in self.commands():
            self.assertIn(f"`ipclab {' '.join(command)}`", PAGE)

    def test_every_option_is_in_it_and_no_other(self):
        known = {"--version"}
        for command in self.commands():
            known |= {option for word in listed(help_of(*command), "Options") for option in OPTION.findall(word)}
        self.assertEqual(known, set(OPTION.findall(PAGE)))


if __name__ == "__main__":
    unittest.main()
