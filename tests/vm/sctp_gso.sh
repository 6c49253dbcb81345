#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames of SCTP: net/sctp_gso, in a guest whose kernel has them.

. "$(dirname "$0")/lib.sh"

boot_lab
in_lab sctp_gso 1
