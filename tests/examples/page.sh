#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# page.sh PAGE - a page of tools/examples shows what its commands print
#
# A line that begins with "Needs" names commands in backquotes, and possibly root: if
# one is missing, the test is skipped.  So it is if the command of a line that begins
# with "Only where" fails.

. "$(dirname "$0")/../net/lib.sh"
page=$1
# shellcheck disable=SC2016,SC2046 # backquotes of the page; one word for each
need python3 ping $(sed -n '/^Needs /s/[^`]*`\([^`]*\)`[^`]*/\1 /gp' "$page")
! grep -q '^Needs root' "$page" || is_real_root || skip_test "not root"
# shellcheck disable=SC2016
only=$(sed -n 's/^Only where `\([^`]*\)`.*/\1/p' "$page")
eval "$only" >/dev/null 2>&1 || skip_test "not so here: $only"

PATH=$PWD/tools/examples:$PATH
unset TAPSWITCH_SOCKET
export HOME=$LAB # no settings of the user's change what a program prints
page.py "$page" || die "$page is not true"
