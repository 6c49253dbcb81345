# SPDX-License-Identifier: BSD-2-Clause
"""Figures from {test: {peer: its runs}}, and how they are written."""
import statistics
from typing import NamedTuple


class Spread(NamedTuple):
    """The figures of several rounds."""
    median: float
    low: float
    high: float
    rounds: int

    @property
    def width(self):
        """The difference between the highest and the lowest round."""
        return self.high - self.low


def spread_of(values):
    """The Spread of some values; None without values."""
    if not values:
        return None
    return Spread(statistics.median(values), min(values), max(values),
                  len(values))


def values_of(results, test, peer, key):
    """All values that were measured for a key, round by round."""
    return [run[key] for run in results.get(test, {}).get(peer, ())
            if key in run]


def ratios_of(results, test, key, ours, theirs):
    """Ours to theirs in each round, since a disturbance affects both."""
    runs = results.get(test, {})
    return [a[key] / b[key]
            for a, b in zip(runs.get(ours, ()), runs.get(theirs, ()))
            if key in a and b.get(key)]


def number(value):
    """A figure in a short form."""
    if value >= 999500:
        return "%.2f M" % (value / 1e6)
    if value >= 9999.5:
        return "%.0f k" % (value / 1e3)
    if value >= 100:
        return "{:,.0f}".format(value)
    return "%.3g" % value


def cell(values):
    """The median, and the spread of the rounds in percent."""
    spread = spread_of(values)
    if not spread:
        return "-"
    if spread.rounds == 1 or not spread.median:
        return number(spread.median)
    return "%s (%.0f %%)" % (number(spread.median),
                             100 * spread.width / spread.median)


def without_empty(rows):
    """These rows without the columns that have no values."""
    first, *columns = zip(*rows)
    return list(zip(first, *(column for column in columns
                             if set(column[1:]) != {"-"})))


def table(rows):
    """A Markdown table as text; the first row is its head."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = []
    for place, (label, *cells) in enumerate(rows):
        lines.append("| %s |" % " | ".join(
            [label.ljust(widths[0])] +
            [text.rjust(width) for text, width in zip(cells, widths[1:])]))
        if not place:
            lines.append("|%s|%s|" % ("-" * (widths[0] + 2), "|".join(
                "-" * (width + 1) + ":" for width in widths[1:])))
    return "\n".join(lines)
