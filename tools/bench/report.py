# SPDX-License-Identifier: BSD-2-Clause
"""The report: what ran, tables for a README, ratios, goals."""
import os
import platform
import statistics
import time

from tests import GOALS, TESTS

LABEL_WIDTH, CELL_WIDTH = 30, 13        # four peers make 100 columns


def cpu_model():
    """The processor's name as the kernel knows it."""
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def head(peers):
    """{what: value} on the machine and the peers."""
    return {"date": time.strftime("%Y-%m-%d %H:%M %Z"),
            "kernel": "Linux " + os.uname().release,
            "CPU": "%s, %d cores" % (cpu_model(), os.cpu_count()),
            **{peer.title: peer.version() for peer in peers}}


def number(value):
    """A figure, as short as it may be."""
    if value >= 999500:
        return "%.2f M" % (value / 1e6)
    if value >= 9999.5:
        return "%.0f k" % (value / 1e3)
    if value >= 100:
        return "{:,.0f}".format(value)
    return "%.3g" % value


def cell(values):
    """The median, and how far the rounds lie apart."""
    if not values:
        return "-"
    median = statistics.median(values)
    if len(values) == 1 or not median:
        return number(median)
    spread = (max(values) - min(values)) / median
    return "%s (%.0f %%)" % (number(median), 100 * spread)


def values_of(runs, key):
    """All that was measured for a key."""
    return [run[key] for run in runs if key in run]


def ratios_of(ours, theirs, key):
    """The ratio of each round: what disturbed one disturbed the other."""
    return [a[key] / b[key] for a, b in zip(ours, theirs)
            if key in a and b.get(key)]


def print_table(rows):
    """Print a Markdown table; the first row is its head."""
    width = max(CELL_WIDTH, *(len(text) for row in rows for text in row[1:]))
    for place, (label, *cells) in enumerate(rows):
        print("| %-*s | %s |" % (LABEL_WIDTH, label, " | ".join(
            "%*s" % (width, text) for text in cells)))
        if not place:
            print("|%s|%s|" % ("-" * (LABEL_WIDTH + 2), "|".join(
                "-" * (width + 1) + ":" for _ in cells)))


def print_head(facts):
    """Print what ran where."""
    for what, value in facts.items():
        print("%-14s %s" % (what, value), flush=True)


def print_groups(results, peers):
    """One table a group: medians and spreads."""
    groups = {}
    for word in results:
        groups.setdefault(TESTS[word].group, []).append(word)
    for group, words in groups.items():
        rows = [(group, *(peer.title for peer in peers))]
        for word in words:
            for metric in TESTS[word].metrics:
                rows.append((metric.label, *(
                    cell(values_of(results[word].get(peer.word, ()),
                                   metric.key)) for peer in peers)))
        print()
        print_table(rows)


def print_ratios(results, others):
    """One table with the ratio of tapswitch to every other peer."""
    rows = [("tapswitch : peer", *(peer.title for peer in others))]
    for word, runs in results.items():
        for metric in TESTS[word].metrics:
            if not metric.is_compared:
                continue
            ratios = [ratios_of(runs.get("tapswitch", ()),
                                runs.get(peer.word, ()), metric.key)
                      for peer in others]
            if any(ratios):
                rows.append((metric.label, *map(cell, ratios)))
    if len(rows) > 1:
        print()
        print_table(rows)


def reached(goal, results):
    """What was reached of a goal, None if it was not measured."""
    runs = results.get(goal.test, {})
    ours = runs.get("tapswitch", ())
    if goal.peer:
        values = ratios_of(ours, runs.get(goal.peer, ()), goal.key)
    else:
        values = values_of(ours, goal.key)
    return statistics.median(values) if values else None


def print_goals(results):
    """Print which goals are met."""
    rows = []
    for goal in GOALS:
        value = reached(goal, results)
        if value is not None:
            met = goal.is_met(float(value), float(goal.limit))
            rows.append((goal.text, number(value), "met" if met else "MISSED"))
    if rows:
        print()
        print("| %-42s | %7s | %-7s |" % ("Goal", "reached", "verdict"))
        print("|%s|%s:|%s|" % ("-" * 44, "-" * 8, "-" * 9))
    for row in rows:
        print("| %-42s | %7s | %-7s |" % row)


def print_failures(results, peers):
    """Print which runs failed, and why."""
    for word, runs in results.items():
        for peer in peers:
            for run in runs.get(peer.word, ()):
                if "error" in run:
                    print("\n%s: %s: %s" % (word, peer.title, run["error"]))


def print_disturbance(results):
    """Print how busy the machine was without us."""
    busy = [run["busy_cpus_before"] for runs in results.values()
            for group in runs.values() for run in group
            if "busy_cpus_before" in run]
    if busy:
        print("Between the runs, other work kept %.1f of %d CPUs busy "
              "(median)." % (statistics.median(busy), os.cpu_count()))


def print_report(results, peers, rounds):
    """All tables."""
    print("\nMedian of %d interleaved rounds, in brackets how far they lie "
          "apart\n(largest - smallest, of the median); without brackets: "
          "one round." % rounds)
    print_disturbance(results)
    print_groups(results, peers)
    print_ratios(results, [p for p in peers if p.word != "tapswitch"])
    print_goals(results)
    print_failures(results, peers)
