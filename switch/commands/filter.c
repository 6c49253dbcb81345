/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands/filter.h"

#include <errno.h>
#include <string.h>

int command_filter(const struct args *args, struct filter *filter,
		   struct err *err)
{
	const char *text = args_str(args, "filter");
	const char *program = args_str(args, "bpf");
	int ret = 0;

	*filter = (struct filter){ 0 };
	if (text && !program)
		return err_say(err, EINVAL, "missing-value",
			       args_word(args, "filter"),
			       "filter \"%.60s\" has no program, which the "
			       "switch cannot compile: add bpf PROGRAM, as "
			       "tapctl does",
			       text);
	if (program)
		ret = bpf_parse(program, &filter->bpf, err);
	if (ret) {
		err->word = args_word(args, "bpf");
		return ret;
	}
	if (text)
		filter->text = strdup(text);
	if (!text || filter->text)
		return 0;
	filter_free(filter);
	return err_set(err, ENOMEM, "read a filter");
}

void command_show_filter(const struct filter *filter, struct writer *out)
{
	struct line program = { 0 };

	if (filter->bpf)
		bpf_format(filter->bpf, &program);
	writer_str(out, "filter", filter->text);
	writer_str(out, "bpf", program.text);
	out->failed |= program.failed;
	line_free(&program);
}

int command_exists(const struct args *args, const char *noun, const char *code,
		   struct line *is, struct err *err)
{
	int ret = err_say(err, EEXIST, code, args_word(args, noun),
			  "%s \"%s\" exists already: %.160s", noun,
			  args_str(args, noun), is->failed ? "-" : is->text);

	line_free(is);
	return ret;
}
