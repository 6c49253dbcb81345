#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""openmetrics.py [NAME [LABEL=VALUE]...] - read metrics from standard input with the
parser of Prometheus' client library, which must accept them, and print the values of
the samples that have this name and these labels, a line each.

Debian's package of the library is for /usr/bin/python3, whichever comes first in PATH.
Status 77: there is no such library."""

import sys

try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
except ImportError:
    sys.exit(77)


def main():
    name, *wanted = sys.argv[1:] or [None]
    wanted = dict(label.split("=", 1) for label in wanted)
    seen = set()
    for family in text_string_to_metric_families(sys.stdin.read()):
        for sample in family.samples:
            series = (sample.name, *sorted(sample.labels.items()))
            if series in seen:
                sys.exit(f"twice: {series}")
            seen.add(series)
            if sample.name == name and wanted.items() <= sample.labels.items():
                print(int(sample.value))
    if not seen:
        sys.exit("no samples")


main()
