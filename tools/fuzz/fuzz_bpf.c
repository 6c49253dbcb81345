/* SPDX-License-Identifier: BSD-2-Clause */
/* Input: the number of instructions in a byte, as many instructions, and a frame.
 * The whole is also read as the text of a program. */
#include <string.h>

#include "frame/bpf.h"
#include "fuzz.h"

static struct bpf *copy_of(const uint8_t *insns, size_t n)
{
	struct bpf *bpf = malloc(sizeof(*bpf) + n * sizeof(bpf->insn[0]));

	must(bpf);
	bpf->n = n;
	if (n)
		memcpy(bpf->insn, insns, n * sizeof(bpf->insn[0]));
	return bpf;
}

/* A program that is accepted is the same after it was written and read. */
static void check_text(const struct bpf *bpf)
{
	struct line line = { 0 };
	struct bpf *again = NULL;
	struct err err;

	bpf_format(bpf, &line);
	must(!line.failed);
	must(!bpf_parse(line.text, &again, &err));
	must(bpf_equal(bpf, again));
	line_free(&line);
	free(again);
}

static uint32_t run(const struct bpf *bpf, const uint8_t *frame, size_t len)
{
	return bpf_run(bpf, frame, (uint32_t)len, (uint32_t)len);
}

/* An accepted program ends, and reads only the frame, which ends where the memory
 * ends; it does the same each time. */
static void check_run(const struct bpf *bpf, const uint8_t *frame, size_t len)
{
	const uint32_t wanted = run(bpf, frame, len);

	must(run(bpf, frame, len) == wanted);
}

static void check_refusal(const struct err *err)
{
	must(!strcmp(err->code, "bad-value"));
	must(*err->text);
}

static void check_program(const uint8_t *data, size_t size)
{
	const size_t insn_size = sizeof(struct sock_filter);
	size_t n = *data++;
	struct bpf *bpf;
	struct err err;

	size--;
	if (n > size / insn_size)
		n = size / insn_size;
	bpf = copy_of(data, n);
	if (bpf_check(bpf->insn, n, &err)) {
		check_refusal(&err);
	} else {
		check_run(bpf, data + n * insn_size, size - n * insn_size);
		check_text(bpf);
	}
	free(bpf);
}

static void check_reading(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct bpf *bpf;
	struct err err;

	must(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (bpf_parse(text, &bpf, &err)) {
		check_refusal(&err);
	} else {
		check_run(bpf, data, size);
		check_text(bpf);
		free(bpf);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size)
		check_program(data, size);
	check_reading(data, size);
	return 0;
}
