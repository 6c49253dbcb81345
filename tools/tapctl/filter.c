/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

#include "commands/table.h"
#include "control/grammar.h"

#define WHOLE_FRAME                                                            \
	262144 /* what a program returns for a match, as tcpdump's */
#define OPTIMIZED 1

static void write_program(const struct bpf_program *compiled,
			  struct line *program)
{
	char text[sizeof(",65535 255 255 4294967295")];

	for (unsigned int i = 0; i < compiled->bf_len; i++) {
		const struct bpf_insn *insn = &compiled->bf_insns[i];

		snprintf(text, sizeof(text), "%s%u %u %u %u", i ? "," : "",
			 insn->code, insn->jt, insn->jf, insn->k);
		line_append(program, text);
	}
}

int filter_compile(const char *expression, struct line *program,
		   struct err *err)
{
	pcap_t *ethernet = pcap_open_dead(DLT_EN10MB, WHOLE_FRAME);
	struct bpf_program compiled;
	int ret = 0;

	if (!ethernet)
		return err_set(err, ENOMEM, "compile a filter");
	if (pcap_compile(ethernet, &compiled, expression, OPTIMIZED,
			 PCAP_NETMASK_UNKNOWN)) {
		ret = err_say(err, EINVAL, "bad-value", 0,
			      "filter \"%.80s\": %.150s", expression,
			      pcap_geterr(ethernet));
	} else {
		write_program(&compiled, program);
		pcap_freecode(&compiled);
	}
	pcap_close(ethernet);
	return ret;
}

static int add_program(const char *line, size_t len, const char *expression,
		       struct line *complete, struct err *err)
{
	int ret;

	line_words(complete, "%.*s bpf '", (int)len, line);
	ret = filter_compile(expression, complete, err);
	line_append(complete, "'");
	if (!ret && complete->len >= LINE_SIZE_MAX)
		ret = err_say(err, EMSGSIZE, "line-too-long", 0,
			      "filter \"%.80s\": with its program the line is "
			      "longer than %d bytes: use a simpler filter",
			      expression, LINE_SIZE_MAX);
	if (ret)
		line_free(complete);
	return ret;
}

int filter_complete(const char *line, size_t len, struct line *complete,
		    struct err *err)
{
	struct args *args = NULL;
	struct err ignored;
	int ret = 0;

	/* the switch says what is wrong with a line that is no command */
	if (!memmem(line, len, "filter", strlen("filter")) ||
	    grammar_parse(command_grammar.commands, command_grammar.count, line,
			  len, &args, &ignored))
		return 0;
	if (args_has(args, "filter") && !args_has(args, "bpf")) {
		ret = add_program(line, len, args_str(args, "filter"), complete,
				  err);
		if (ret)
			err->word = args_word(args, "filter");
	}
	args_free(args);
	return ret;
}
