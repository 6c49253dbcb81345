#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Associations of SCTP, offloads on and off: net/sctp, with a kernel that speaks it.

. "$(dirname "$0")/lib.sh"

boot_lab
in_lab sctp 1
