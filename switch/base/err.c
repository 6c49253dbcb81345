/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, int errnum, const char *format, ...)
{
	va_list values;
	size_t len;

	err->code = "system";
	err->word = 0;
	err->key = NULL;
	err->nth = 0;
	va_start(values, format);
	vsnprintf(err->text, sizeof(err->text), format, values);
	va_end(values);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s",
		 strerror(errnum));
	return -errnum;
}

int err_say(struct err *err, int errnum, const char *code, unsigned int word,
	    const char *format, ...)
{
	va_list values;

	err->code = code;
	err->word = word;
	err->key = NULL;
	err->nth = 0;
	va_start(values, format);
	vsnprintf(err->text, sizeof(err->text), format, values);
	va_end(values);
	return -errnum;
}
