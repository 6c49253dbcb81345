/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic BPF: programs that select frames, as libpcap compiles them from
 * expressions like "arp or host 192.0.2.1".  Clients of the switch compile
 * them, the switch only runs them.
 *
 * Shape:   instructions of <linux/filter.h>.  As text they are
 *          "code jt jf k,code jt jf k,...", the decimal numbers that tcpdump
 *          -ddd prints, without its first line.
 * Checked: a program comes from a client, so it is checked before it can run:
 *          it has known instructions only, jumps inside itself, uses scratch
 *          memory that exists, does not divide by 0, and ends in a return.  It
 *          is refused if it reads what Linux stores beside a frame (negative
 *          offsets), such as the direction.
 * Limit:   BPF_MAXINSNS instructions, as in Linux.  Jumps lead forward, so a
 *          run takes as many steps at most.
 * Frames:  the bytes from the destination address on, with their VLAN tags:
 *          link type DLT_EN10MB.
 */
#ifndef FRAME_BPF_H
#define FRAME_BPF_H

#include <linux/filter.h>

#include "base/err.h"
#include "base/line.h"
#include "base/types.h"

/** struct bpf - A program of @n instructions; to be freed with free() */
struct bpf {
	size_t n;
	struct sock_filter insn[];
};

/**
 * bpf_check() - Check @n instructions
 *
 * An error gives the number of the instruction, from 0 as tcpdump -d does.  Its
 * code is "bad-value".
 *
 * Return: 0, or -EINVAL with @err set
 */
int bpf_check(const struct sock_filter *insn, size_t n, struct err *err);

/** bpf_check_length() - The same for the number of instructions alone */
int bpf_check_length(size_t n, struct err *err);

/**
 * bpf_parse() - Read a program, and check it
 * @bpf:	Set on success
 *
 * Return: 0, or a negative errno with @err set
 */
int bpf_parse(const char *text, struct bpf **bpf, struct err *err);

/** bpf_format() - Append a program to the last word of a line */
void bpf_format(const struct bpf *bpf, struct line *line);

/** bpf_copy() - A copy, to be freed with free(); NULL without memory */
struct bpf *bpf_copy(const struct bpf *bpf);

bool bpf_equal(const struct bpf *a, const struct bpf *b);

/**
 * bpf_run() - Run a program on a frame
 * @data:	The first @kept bytes of the frame; all if it equals @len
 *
 * A load from beyond these bytes ends the run with 0, as does a division by 0.
 * Registers and scratch memory begin at 0.
 *
 * Return: how many bytes of the frame are wanted; 0: it does not match
 */
uint32_t bpf_run(const struct bpf *bpf, const uint8_t *data, uint32_t kept,
		 uint32_t len);

#endif /* FRAME_BPF_H */
