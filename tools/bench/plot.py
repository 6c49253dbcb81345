# SPDX-License-Identifier: BSD-2-Clause
"""Plots, by gnuplot: what more ports and more stations cost."""
import os
import shutil
from typing import NamedTuple

from figures import spread_of, values_of
from world import BenchError, run

# Okabe and Ito's colours, which colour-blind people can distinguish; and points of
# different shapes for prints without colours.
LOOKS = {
    "uring": ("#0072b2", 7),
    "rw": ("#56b4e9", 6),
    "bridge": ("#009e73", 9),
    "vde": ("#d55e00", 5),
    "ovs": ("#000000", 11),
    "before": ("#cc79a7", 13),
    "bare": ("#888888", 1),
}

BARS = "{/*0.8 medians; bars from the smallest to the largest of the rounds}"

STYLE = """\
set terminal svg size 760,440 dynamic enhanced font "sans-serif,13" \\
    background rgb "white"
set border 3 lc rgb "#444444"
set grid ytics lc rgb "#dddddd" lt 1
set tics nomirror
set key outside right center Left reverse samplen 2 spacing 1.5 noenhanced
set logscale x
set bars 0.5
set style data yerrorlines
"""


class Plot(NamedTuple):
    """A file, what it shows, and the tests with its values: {x: test}."""
    name: str
    title: str
    key: str
    x_label: str
    y_label: str
    tests: dict
    ticks: dict                 # {x: label}
    settings: str


PLOTS = (
    Plot("flood", "What a broadcast costs", "ns_per_copy",
         "ports of the switch", "CPU time for a copy, ns",
         {8: "flood8", 32: "flood32", 128: "flood128", 512: "flood512",
          1000: "flood1000"},
         {8: "8", 32: "32", 128: "128", 512: "512", 1000: "1,000"},
         "set yrange [0:*]\nset xrange [6:1400]\n"),
    Plot("stations", "Forwarding with many stations", "frames_per_s",
         "stations behind one port", "forwarding rate, frames of 64 bytes/s",
         {1 << 10: "fdb1k", 1 << 16: "fdb64k", 1 << 20: "fdb1M"},
         {1 << 10: "1,024", 1 << 16: "65,536", 1 << 20: "1,048,576"},
         "set logscale y\nset yrange [1e3:2e6]\nset xrange [700:1600000]\n"
         "set ytics (\"1 k\" 1e3, \"10 k\" 1e4, \"100 k\" 1e5, \"1 M\" 1e6)\n"),
)


def points_of(plot, results, word):
    """[(x, median, low, high)] of one switch."""
    points = []
    for x, test in plot.tests.items():
        spread = spread_of(values_of(results, test, word, plot.key))
        if spread:
            points.append((x, spread.median, spread.low, spread.high))
    return points


def script_of(plot, lines, path):
    """The gnuplot script for lines {peer: its points}."""
    script = STYLE + plot.settings
    script += 'set output "%s"\nset title "%s\\n%s"\n' % (path, plot.title,
                                                           BARS)
    script += 'set xlabel "%s"\nset ylabel "%s"\n' % (plot.x_label,
                                                      plot.y_label)
    script += "set xtics (%s)\n" % ", ".join(
        '"%s" %d' % (label, x) for x, label in plot.ticks.items())
    curves = []
    for peer, points in lines.items():
        script += "$%s << END\n%s\nEND\n" % (peer.word, "\n".join(
            "%g %g %g %g" % point for point in points))
        colour, shape = LOOKS[peer.word]
        curves.append('$%s title "%s" lw 2 lc rgb "%s" pt %d ps 0.9' %
                      (peer.word, peer.title, colour, shape))
    return script + "plot " + ", ".join(curves) + "\n"


def draw(results, peers, where):
    """Draw the plots that have values; a line of text for each."""
    said = []
    for plot in PLOTS:
        lines = {peer: points_of(plot, results, peer.word) for peer in peers}
        lines = {peer: points for peer, points in lines.items()
                 if len(points) > 1}
        if not lines:
            continue
        if not shutil.which("gnuplot"):
            return ["no plots: no gnuplot here (Debian: gnuplot-nox)"]
        path = os.path.join(where, plot.name + ".svg")
        try:
            run("gnuplot", input=script_of(plot, lines, path))
            said.append("%s is drawn in %s" % (plot.title, path))
        except BenchError as e:
            said.append("no plot %s: %s" % (path, e))
    return said
