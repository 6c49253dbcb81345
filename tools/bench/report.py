# SPDX-License-Identifier: BSD-2-Clause
"""The report: what ran, tables for RESULTS.md, ratios, verdicts."""
import os
import platform
import statistics
import time

import compare
import goals
from figures import (cell, number, ratios_of, spread_of, table, values_of,
                     without_empty)
from tests import GROUPS, TESTS

FLAT = ("flood8", "flood1000")  # their costs of a copy should be the same


def cpu_model():
    """The processor's name, as the kernel shows it."""
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def head(peers, facts):
    """{what: value} about the machine and the peers, and other facts."""
    return {"date": time.strftime("%Y-%m-%d %H:%M %Z"),
            "kernel": "Linux " + os.uname().release,
            "CPU": "%s, %d cores" % (cpu_model(), os.cpu_count()),
            **{peer.title: peer.version() for peer in peers}, **facts}


def in_words(figures):
    """The figures of one run on one line."""
    if "error" in figures:
        return "failed: " + figures["error"]
    return "  ".join("%s %s" % (key, number(value))
                     for key, value in figures.items())


def print_head(facts):
    """Print what ran, and where."""
    for what, value in facts.items():
        print("%-15s  %s" % (what, value), flush=True)


def print_groups(results, peers):
    """Print a table for each group: medians and spreads."""
    for group, note in GROUPS.items():
        rows = [("", *(peer.title for peer in peers))]
        for word in results:
            for metric in TESTS[word].metrics:
                if TESTS[word].group == group:
                    rows.append((metric.label, *(
                        cell(values_of(results, word, peer.word, metric.key))
                        for peer in peers)))
        if group == TESTS[FLAT[0]].group:
            rows += flatness(results, peers)
        if len(rows) > 1:
            print("\n### %s\n\n%s\n\n%s" % (
                group, note, table(without_empty(rows))))


def flatness(results, peers):
    """A row that shows how the cost of a copy grows with the ports."""
    few, many = ([spread_of(values_of(results, word, peer.word, "ns_per_copy"))
                  for peer in peers] for word in FLAT)
    ratios = ["%.2f" % (b.median / a.median) if a and b else "-"
              for a, b in zip(few, many)]
    if set(ratios) == {"-"}:
        return []
    return [("1,000 ports : 8 ports, CPU/copy", *ratios)]


def print_ratios(results, ours, others):
    """Print a table with the ratio of a switch to every other."""
    rows = [(ours.title + " :", *(peer.title for peer in others))]
    for word in results:
        for metric in TESTS[word].metrics:
            ratios = [ratios_of(results, word, metric.key, ours.word,
                                peer.word) for peer in others]
            if metric.is_compared and any(ratios):
                rows.append((metric.label, *map(cell, ratios)))
    if len(rows) > 1:
        print("\n### Ratios\n\n%s" % table(without_empty(rows)))


def print_failures(results, peers):
    """Print which runs failed, and why."""
    for word, runs in results.items():
        for peer in peers:
            failed = [run["error"] for run in runs.get(peer.word, ())
                      if "error" in run]
            if failed:
                print("\nFAILED: %s, %s, %d of %d rounds: %s" % (
                    word, peer.title, len(failed), len(runs[peer.word]),
                    failed[-1]))


def print_disturbance(results):
    """Print how busy other processes kept the machine."""
    busy = [run["busy_cpus_before"] for runs in results.values()
            for group in runs.values() for run in group
            if "busy_cpus_before" in run]
    if busy:
        print("Between the runs, other work kept %.1f of %d CPUs busy "
              "(median)." % (statistics.median(busy), os.cpu_count()))


def print_report(facts, results, peers, base):
    """Print all tables."""
    print("\nMedians of interleaved rounds; in brackets the spread (largest - "
          "smallest,\nrelative to the median); without brackets: one round. "
          "Sizes of frames count\nthe 4 bytes of frame check sequence, as RFC "
          "2889 does; taps have none: a frame\nof 64 bytes is 60 bytes there.")
    print_disturbance(results)
    print_groups(results, peers)
    for ours in peers:
        if ours.word == goals.judged(peers):
            print_ratios(results, ours, [p for p in peers if p is not ours])
    if base:
        print("\n### Then and now\n\n" +
              compare.report(base, facts, results, peers))
    verdicts = goals.report(results, peers)
    if verdicts:
        print("\n### Goals\n\n" + verdicts)
    print_failures(results, peers)
