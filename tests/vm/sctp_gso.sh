#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames of SCTP: net/sctp_gso, in a guest whose kernel has them.

. "$(dirname "$0")/lib.sh"

boot_test_guest
run_net_test sctp_gso 1
