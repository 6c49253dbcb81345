/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks programs of classic BPF before they run. */
#include <errno.h>

#include "frame/bpf.h"

#define REGISTER_BITS 32

/* Every instruction there is: class, and operation or size and mode */
static const bool is_known[] = {
	[BPF_LD | BPF_IMM] = true,
	[BPF_LD | BPF_W | BPF_ABS] = true,
	[BPF_LD | BPF_H | BPF_ABS] = true,
	[BPF_LD | BPF_B | BPF_ABS] = true,
	[BPF_LD | BPF_W | BPF_IND] = true,
	[BPF_LD | BPF_H | BPF_IND] = true,
	[BPF_LD | BPF_B | BPF_IND] = true,
	[BPF_LD | BPF_MEM] = true,
	[BPF_LD | BPF_W | BPF_LEN] = true,
	[BPF_LDX | BPF_IMM] = true,
	[BPF_LDX | BPF_B | BPF_MSH] = true,
	[BPF_LDX | BPF_MEM] = true,
	[BPF_LDX | BPF_W | BPF_LEN] = true,
	[BPF_ST] = true,
	[BPF_STX] = true,
	[BPF_ALU | BPF_ADD | BPF_K] = true,
	[BPF_ALU | BPF_ADD | BPF_X] = true,
	[BPF_ALU | BPF_SUB | BPF_K] = true,
	[BPF_ALU | BPF_SUB | BPF_X] = true,
	[BPF_ALU | BPF_MUL | BPF_K] = true,
	[BPF_ALU | BPF_MUL | BPF_X] = true,
	[BPF_ALU | BPF_DIV | BPF_K] = true,
	[BPF_ALU | BPF_DIV | BPF_X] = true,
	[BPF_ALU | BPF_MOD | BPF_K] = true,
	[BPF_ALU | BPF_MOD | BPF_X] = true,
	[BPF_ALU | BPF_AND | BPF_K] = true,
	[BPF_ALU | BPF_AND | BPF_X] = true,
	[BPF_ALU | BPF_OR | BPF_K] = true,
	[BPF_ALU | BPF_OR | BPF_X] = true,
	[BPF_ALU | BPF_XOR | BPF_K] = true,
	[BPF_ALU | BPF_XOR | BPF_X] = true,
	[BPF_ALU | BPF_LSH | BPF_K] = true,
	[BPF_ALU | BPF_LSH | BPF_X] = true,
	[BPF_ALU | BPF_RSH | BPF_K] = true,
	[BPF_ALU | BPF_RSH | BPF_X] = true,
	[BPF_ALU | BPF_NEG] = true,
	[BPF_JMP | BPF_JA] = true,
	[BPF_JMP | BPF_JEQ | BPF_K] = true,
	[BPF_JMP | BPF_JEQ | BPF_X] = true,
	[BPF_JMP | BPF_JGT | BPF_K] = true,
	[BPF_JMP | BPF_JGT | BPF_X] = true,
	[BPF_JMP | BPF_JGE | BPF_K] = true,
	[BPF_JMP | BPF_JGE | BPF_X] = true,
	[BPF_JMP | BPF_JSET | BPF_K] = true,
	[BPF_JMP | BPF_JSET | BPF_X] = true,
	[BPF_RET | BPF_K] = true,
	[BPF_RET | BPF_A] = true,
	[BPF_MISC | BPF_TAX] = true,
	[BPF_MISC | BPF_TXA] = true,
};

/* The functions called fault_of... return why an instruction is refused, or NULL
 * if it is not. */

static const char *fault_of_load(const struct sock_filter *insn)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_ABS:
	case BPF_IND:
	case BPF_MSH:
		if (insn->k > INT32_MAX)
			return "reads what only Linux knows about a frame, as "
			       "inbound, outbound and ifindex do";
		return NULL;
	case BPF_MEM:
		return insn->k < BPF_MEMWORDS
			       ? NULL
			       : "reads memory beyond its 16 words";
	}
	return NULL;
}

static const char *fault_of_operation(const struct sock_filter *insn)
{
	if (BPF_SRC(insn->code) == BPF_X)
		return NULL;
	switch (BPF_OP(insn->code)) {
	case BPF_DIV:
	case BPF_MOD:
		return insn->k ? NULL : "divides by 0";
	case BPF_LSH:
	case BPF_RSH:
		return insn->k < REGISTER_BITS ? NULL
					       : "shifts 32 bits by 32 or more";
	}
	return NULL;
}

/* @left: number of instructions behind this one */
static const char *fault_of_jump(const struct sock_filter *insn, size_t left)
{
	const bool is_inside = BPF_OP(insn->code) == BPF_JA
				       ? insn->k < left
				       : insn->jt < left && insn->jf < left;

	return is_inside ? NULL : "jumps out of the program";
}

static const char *fault_of(const struct sock_filter *insn, size_t left)
{
	if (insn->code >= ARRAY_SIZE(is_known) || !is_known[insn->code])
		return "is not known";
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
	case BPF_LDX:
		return fault_of_load(insn);
	case BPF_ST:
	case BPF_STX:
		return insn->k < BPF_MEMWORDS
			       ? NULL
			       : "writes memory beyond its 16 words";
	case BPF_ALU:
		return fault_of_operation(insn);
	case BPF_JMP:
		return fault_of_jump(insn, left);
	}
	return NULL;
}

int bpf_check_length(size_t n, struct err *err)
{
	if (!n)
		return err_say(err, EINVAL, "bad-value", 0,
			       "the program has no instruction");
	if (n > BPF_MAXINSNS)
		return err_say(err, EINVAL, "bad-value", 0,
			       "the program has %zu instructions: more than %d "
			       "are not run",
			       n, BPF_MAXINSNS);
	return 0;
}

int bpf_check(const struct sock_filter *insn, size_t n, struct err *err)
{
	int ret = bpf_check_length(n, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		const char *fault = fault_of(&insn[i], n - i - 1);

		if (fault)
			return err_say(err, EINVAL, "bad-value", 0,
				       "instruction %zu, \"%u %u %u %u\", %s",
				       i, insn[i].code, insn[i].jt, insn[i].jf,
				       insn[i].k, fault);
	}
	if (BPF_CLASS(insn[n - 1].code) != BPF_RET)
		return err_say(err, EINVAL, "bad-value", 0,
			       "instruction %zu is the last, and does not "
			       "return",
			       n - 1);
	return 0;
}
