#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that results have the keys and types that the manual lists.

check_results.py COMMAND...

In tapswitch-control(7), a section of RESULTS (.Ss) names commands, and its items
(.It Va KEY... Pq TYPE) the keys of the result, or of each object in it.  A key that
is neither optional nor only for some kinds of ports must be there.  A list inside an
item is about objects inside the object.
"""

import re
import sys

import control

PAGE = "switch/tapswitch-control.7"
KINDS = re.compile(r"\b(tap|packet|stream|dgram|vde|patch)\b")
ITEM = re.compile(r"\.It Va (.*) Pq (.*)")


def read_page():
    """{command: {key: its type as the page writes it}}"""
    sections, section, depth, is_about_results = {}, [], 0, False
    with open(PAGE, encoding="utf-8") as page:
        for line in page:
            macro, _, rest = line.rstrip("\n").partition(" ")
            if macro == ".Sh":
                is_about_results = rest == "RESULTS"
                section = []
            elif macro == ".Ss" and is_about_results:
                section = [sections.setdefault(c, {}) for c in rest.split(", ")]
            depth += (macro == ".Bl") - (macro.rstrip() == ".El")
            if depth == 1 and (item := ITEM.match(line)):
                for key in item[1].replace(",", " ").split():
                    for keys in section:
                        keys[key] = item[2]
    return sections


def type_of(value):
    words = {type(None): "or null", bool: "boolean", int: "integer",
             str: "string", list: "array", dict: "object"}
    return words[type(value)]


def compare(keys, found):
    for key, value in found.items():
        word = type_of(value)
        if key not in keys:
            yield f"{key}: not described"
        elif word not in keys[key]:
            yield f'{key}: "{keys[key]}" in the manual, but it is {value!r}'
    for key, text in keys.items():
        if key not in found and "optional" not in text and not KINDS.search(text):
            yield f"{key}: described, but missing"


def main():
    sections = read_page()
    switch = control.Switch()
    wrong = []
    for command in sys.argv[1:]:
        result = switch.ask(command)
        keys = next(keys for name, keys in sections.items()
                    if command.startswith(name))
        objects = result if isinstance(result, list) else [result]
        if not objects:
            wrong.append(f"{command}: nothing to compare")
        wrong += [f"{command}: {complaint}" for found in objects
                  for complaint in compare(keys, found)]
    print(*sorted(set(wrong)), sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
