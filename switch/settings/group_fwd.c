/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings/group_fwd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bridge.h"

static const struct {
	const char *word;
	uint16_t mask;
} presets[] = {
	{ "lab", GROUP_FWD_LAB },
	{ "linux", GROUP_FWD_LINUX },
	{ "802.1d", GROUP_FWD_802_1D },
};

int group_fwd_parse(const struct args *args, uint16_t *mask, struct err *err)
{
	const char *text = args_str(args, "group_fwd");
	unsigned int word = args_word(args, "group_fwd");
	unsigned long value;
	char *end;

	for (size_t i = 0; i < ARRAY_SIZE(presets); i++) {
		if (!strcmp(text, presets[i].word)) {
			*mask = presets[i].mask;
			return 0;
		}
	}
	errno = 0;
	value = strtoul(text, &end, strncmp(text, "0x", 2) ? 10 : 16);
	if (errno || *end || *text < '0' || *text > '9' || value > 0xffff)
		return err_say(err, EINVAL, "bad-value", word,
			       "group_fwd \"%s\": expected lab, linux, 802.1d "
			       "or a mask of 16 bits",
			       text);
	if (value & GROUP_FWD_NEVER)
		return err_say(err, EINVAL, "bad-value", word,
			       "group_fwd \"%s\": bit 1 is 01:80:c2:00:00:01, "
			       "PAUSE, which a bridge never forwards",
			       text);
	*mask = (uint16_t)value;
	return 0;
}

const char *group_fwd_format(uint16_t mask, char text[8])
{
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++)
		if (presets[i].mask == mask)
			return presets[i].word;
	snprintf(text, 8, "0x%04x", mask);
	return text;
}
