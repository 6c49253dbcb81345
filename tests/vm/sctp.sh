#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SCTP associations with offloads on and off: net/sctp, in a guest whose kernel has
# SCTP.

. "$(dirname "$0")/lib.sh"

boot_test_guest
run_net_test sctp 1
