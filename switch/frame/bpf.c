/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/bpf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

#define REGISTER_BITS 32
#define QUOTED_MAX    40

/* Reads a number, and moves behind it and the character that must end it. */
static bool take_number(const char **text, char end, uint32_t max,
			uint32_t *number)
{
	const char *at = *text;
	uint64_t n = 0;

	while (*at >= '0' && *at <= '9' && n <= max)
		n = n * 10 + (uint64_t)(*at++ - '0');
	if (at == *text || n > max || *at != end)
		return false;
	*number = (uint32_t)n;
	*text = *at ? at + 1 : at;
	return true;
}

static bool take_instruction(const char **text, char end,
			     struct sock_filter *insn)
{
	uint32_t code, jt, jf, k;

	if (!take_number(text, ' ', UINT16_MAX, &code) ||
	    !take_number(text, ' ', UINT8_MAX, &jt) ||
	    !take_number(text, ' ', UINT8_MAX, &jf) ||
	    !take_number(text, end, UINT32_MAX, &k))
		return false;
	*insn = (struct sock_filter){ (uint16_t)code, (uint8_t)jt, (uint8_t)jf,
				      k };
	return true;
}

/* How much of an instruction a message quotes */
static int quoted_len(const char *text)
{
	const size_t len = strcspn(text, ",");

	return len < QUOTED_MAX ? (int)len : QUOTED_MAX;
}

static int read_instructions(const char *text, struct bpf *bpf, struct err *err)
{
	for (size_t i = 0; i < bpf->n; i++) {
		const char *from = text;

		if (take_instruction(&text, i + 1 < bpf->n ? ',' : '\0',
				     &bpf->insn[i]))
			continue;
		return err_say(err, EINVAL, "bad-value", 0,
			       "instruction %zu, \"%.*s\", is not four "
			       "numbers: code jt jf k",
			       i, quoted_len(from), from);
	}
	return 0;
}

static size_t count_instructions(const char *text)
{
	size_t n = *text ? 1 : 0;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

int bpf_parse(const char *text, struct bpf **out, struct err *err)
{
	const size_t n = count_instructions(text);
	struct bpf *bpf;
	int ret = bpf_check_length(n, err);

	if (ret)
		return ret;
	bpf = malloc(sizeof(*bpf) + n * sizeof(bpf->insn[0]));
	if (!bpf)
		return err_set(err, ENOMEM, "read a program");
	bpf->n = n;
	ret = read_instructions(text, bpf, err);
	if (!ret)
		ret = bpf_check(bpf->insn, n, err);
	if (ret)
		free(bpf);
	else
		*out = bpf;
	return ret;
}

void bpf_format(const struct bpf *bpf, struct line *line)
{
	char text[sizeof("65535 255 255 4294967295,")];

	for (size_t i = 0; i < bpf->n; i++) {
		const struct sock_filter *insn = &bpf->insn[i];

		snprintf(text, sizeof(text), "%s%u %u %u %u", i ? "," : "",
			 insn->code, insn->jt, insn->jf, insn->k);
		line_append(line, text);
	}
}

struct bpf *bpf_copy(const struct bpf *bpf)
{
	const size_t size = sizeof(*bpf) + bpf->n * sizeof(bpf->insn[0]);
	struct bpf *copy = malloc(size);

	if (copy)
		memcpy(copy, bpf, size);
	return copy;
}

bool bpf_equal(const struct bpf *a, const struct bpf *b)
{
	return a->n == b->n &&
	       !memcmp(a->insn, b->insn, a->n * sizeof(a->insn[0]));
}

/**
 * struct machine - A run of a program
 * @data:	The first @kept bytes of a frame of @len bytes
 * @a, @x:	The accumulator and the index register
 * @memory:	Scratch memory
 */
struct machine {
	const uint8_t *data;
	uint32_t kept;
	uint32_t len;
	uint32_t a;
	uint32_t x;
	uint32_t memory[BPF_MEMWORDS];
};

/* Reads from the frame; false if it is too short.  @at does not wrap round. */
static bool read_frame(const struct machine *m, uint64_t at, uint16_t code,
		       uint32_t *value)
{
	const uint32_t size = BPF_SIZE(code) == BPF_W	? 4
			      : BPF_SIZE(code) == BPF_H ? 2
							: 1;

	if (at + size > m->kept)
		return false;
	if (size == 4)
		*value = get_be32(m->data + at);
	else if (size == 2)
		*value = get_be16(m->data + at);
	else
		*value = m->data[at];
	return true;
}

static bool load(struct machine *m, const struct sock_filter *insn)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_ABS:
		return read_frame(m, insn->k, insn->code, &m->a);
	case BPF_IND:
		return read_frame(m, (uint64_t)m->x + insn->k, insn->code,
				  &m->a);
	case BPF_LEN:
		m->a = m->len;
		break;
	case BPF_MEM:
		m->a = m->memory[insn->k];
		break;
	case BPF_IMM:
		m->a = insn->k;
		break;
	}
	return true;
}

static bool load_index(struct machine *m, const struct sock_filter *insn)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_MSH: /* the length of an IPv4 header */
		if (insn->k >= m->kept)
			return false;
		m->x = (m->data[insn->k] & 0xfu) * 4;
		break;
	case BPF_LEN:
		m->x = m->len;
		break;
	case BPF_MEM:
		m->x = m->memory[insn->k];
		break;
	case BPF_IMM:
		m->x = insn->k;
		break;
	}
	return true;
}

/* Return: false for a division by 0 */
static bool compute(struct machine *m, const struct sock_filter *insn)
{
	const uint32_t by = BPF_SRC(insn->code) == BPF_X ? m->x : insn->k;

	switch (BPF_OP(insn->code)) {
	case BPF_ADD:
		m->a += by;
		break;
	case BPF_SUB:
		m->a -= by;
		break;
	case BPF_MUL:
		m->a *= by;
		break;
	case BPF_DIV:
		if (!by)
			return false;
		m->a /= by;
		break;
	case BPF_MOD:
		if (!by)
			return false;
		m->a %= by;
		break;
	case BPF_AND:
		m->a &= by;
		break;
	case BPF_OR:
		m->a |= by;
		break;
	case BPF_XOR:
		m->a ^= by;
		break;
	case BPF_LSH:
		m->a = by < REGISTER_BITS ? m->a << by : 0;
		break;
	case BPF_RSH:
		m->a = by < REGISTER_BITS ? m->a >> by : 0;
		break;
	case BPF_NEG:
		m->a = -m->a;
		break;
	}
	return true;
}

/* How many instructions a jump skips */
static uint32_t jump(const struct machine *m, const struct sock_filter *insn)
{
	const uint32_t with = BPF_SRC(insn->code) == BPF_X ? m->x : insn->k;

	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return m->a == with ? insn->jt : insn->jf;
	case BPF_JGT:
		return m->a > with ? insn->jt : insn->jf;
	case BPF_JGE:
		return m->a >= with ? insn->jt : insn->jf;
	case BPF_JSET:
		return m->a & with ? insn->jt : insn->jf;
	}
	return insn->k; /* BPF_JA */
}

uint32_t bpf_run(const struct bpf *bpf, const uint8_t *data, uint32_t kept,
		 uint32_t len)
{
	struct machine m = { .data = data, .kept = kept, .len = len };

	for (const struct sock_filter *insn = bpf->insn;; insn++) {
		switch (BPF_CLASS(insn->code)) {
		case BPF_LD:
			if (!load(&m, insn))
				return 0;
			break;
		case BPF_LDX:
			if (!load_index(&m, insn))
				return 0;
			break;
		case BPF_ST:
			m.memory[insn->k] = m.a;
			break;
		case BPF_STX:
			m.memory[insn->k] = m.x;
			break;
		case BPF_ALU:
			if (!compute(&m, insn))
				return 0;
			break;
		case BPF_JMP:
			insn += jump(&m, insn);
			break;
		case BPF_RET:
			return BPF_RVAL(insn->code) == BPF_A ? m.a : insn->k;
		case BPF_MISC:
			if (BPF_MISCOP(insn->code) == BPF_TAX)
				m.x = m.a;
			else
				m.a = m.x;
			break;
		}
	}
}
