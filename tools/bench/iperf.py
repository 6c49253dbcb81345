# SPDX-License-Identifier: BSD-2-Clause
"""Bulk transfer between hosts, with iperf3."""
import json
import subprocess

from world import BenchError, busy_s, inside, run, wait_for


def run_iperf(fixture, pairs, seconds, options):
    """One iperf3 client for each (source, target)."""
    clients = []
    for source, target in pairs:
        fixture.wait_ping(source, target)
        fixture.world.start(*inside(fixture.host(target), "iperf3", "-s", "-1"))
        wait_for(lambda n=target: is_listening(fixture.host(n)),
                 "iperf3 to listen", 10)
    used, busy = fixture.switch_ns(), busy_s()
    for source, target in pairs:
        clients.append(fixture.world.start(
            *inside(fixture.host(source), "iperf3", "-J", "-t",
                    str(max(1, round(seconds))), "-c", fixture.address(target),
                    *options),
            stdout=subprocess.PIPE))
    ends = [end for client in clients
            for end in iperf_ends(client, seconds + 20)]
    used, busy = fixture.switch_ns() - used, busy_s() - busy
    gigabytes = sum(end["bytes"] for end in ends) / 1e9
    if not gigabytes:
        raise BenchError("no TCP data arrived")
    result = {"gbps": sum(end["bits_per_second"] for end in ends) / 1e9,
              "machine_s_per_gb": busy / gigabytes}
    if fixture.peer.has_process:
        result["cpu_s_per_gb"] = used / 1e9 / gigabytes
    return result


def is_listening(netns):
    """Whether a process listens for TCP in a namespace."""
    return bool(run("ss", "-N", netns, "-Hltn").strip())


def iperf_ends(client, longest):
    """The results of an iperf3 run's receivers, one for each direction."""
    try:
        said = json.loads(client.communicate(timeout=longest)[0])
    except subprocess.TimeoutExpired as e:
        raise BenchError("iperf3 hangs") from e
    except json.JSONDecodeError as e:
        raise BenchError(
            f"iperf3 ended early, with status {client.returncode}") from e
    if "error" in said:
        raise BenchError("iperf3: " + said["error"])
    return [end for key, end in said["end"].items()
            if key in ("sum_received", "sum_received_bidir_reverse")]
