# SPDX-License-Identifier: BSD-2-Clause
"""This run compared with an earlier one."""
import json
import statistics

from figures import number, spread_of, table, values_of
from peers import PEERS
from tests import TESTS
from world import BenchError

SAME = ("kernel", "CPU")        # must be the same for a comparison


def load(path):
    """An earlier run from the file that bench wrote."""
    try:
        with open(path) as f:
            base = json.load(f)
    except (OSError, ValueError) as e:
        raise BenchError("BASE: %s: %s" % (path, e)) from e
    if not isinstance(base, dict) or \
            not all(isinstance(base.get(key), dict)
                    for key in ("head", "results")):
        raise BenchError("BASE: %s: not a file that bench wrote" % path)
    return base


def warnings(then, now, peers):
    """The differences that make the two runs hard to compare."""
    same = SAME + tuple(peer.title for peer in peers
                        if not peer.is_ours and peer.title in then)
    return ["NOTE: another %s then: %s" % (what, then.get(what, "unknown"))
            for what in same if then.get(what) != now.get(what)]


def judge(then, now, more_is_better):
    """What a difference means."""
    difference = now.median - then.median
    if min(then.rounds, now.rounds) == 1:
        return "one round"
    if abs(difference) <= max(then.width, now.width):
        return "within spread"
    return "better" if (difference > 0) == more_is_better else "WORSE"


def compare_peer(base, results, word):
    """(rows, ratios) of one switch."""
    rows, ratios = [], []
    for name in results:
        for metric in TESTS[name].metrics:
            then = spread_of(values_of(base, name, word, metric.key))
            now = spread_of(values_of(results, name, word, metric.key))
            if not then or not now:
                continue
            ratio = now.median / then.median if then.median else None
            rows.append((metric.label, number(then.median),
                         number(now.median),
                         "-" if ratio is None else number(ratio),
                         judge(then, now, metric.more_is_better)))
            if ratio and metric.is_compared:
                # Above 1: now is better, whatever is counted.
                ratios.append(ratio if metric.more_is_better else 1 / ratio)
    return rows, ratios


def report(base, facts, results, peers):
    """The comparison as text."""
    lines = ["Compared with the run of %s. A difference counts that exceeds"
             "\nthe spreads of both." % base["head"].get("date", "?")]
    lines += warnings(base["head"], facts, peers)
    new = [name for name in results if name not in base["results"]]
    if new:
        lines.append("Not measured then: " + " ".join(new))
    for peer in peers:
        rows, ratios = compare_peer(base["results"], results, peer.word)
        if peer.is_ours and rows:
            lines += ["", table([(peer.title, "then", "now", "now : then",
                                  "difference"), *rows])]
        elif ratios:
            lines += ["", "%s, to see the machine: %.2f times as good as "
                      "then (median of %d figures)." %
                      (PEERS[peer.word].title, statistics.median(ratios),
                       len(ratios))]
    return "\n".join(lines)
