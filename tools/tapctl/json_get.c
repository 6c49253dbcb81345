/* SPDX-License-Identifier: BSD-2-Clause */
#include "json_get.h"

const char *json_get_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

double json_get_number(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

unsigned long json_get_count(const json_t *object, const char *key)
{
	return (unsigned long)json_integer_value(json_object_get(object, key));
}

double json_get_sum(const json_t *object)
{
	const char *word;
	json_t *value;
	double sum = 0;

	json_object_foreach((json_t *)object, word, value) {
		sum += json_number_value(value);
	}
	return sum;
}
