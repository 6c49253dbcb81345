#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames of SCTP: net/sctp_gso, with a kernel that makes them.

. "$(dirname "$0")/lib.sh"

boot_lab
in_lab sctp_gso 1
