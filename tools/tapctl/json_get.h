/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of objects in answers.  One that is absent or of another type is empty or 0,
 * so that no answer can break what is made of it. */
#ifndef JSON_GET_H
#define JSON_GET_H

#include <jansson.h>

/** json_get_text() - A text of an object; "" if there is none */
const char *json_get_text(const json_t *object, const char *key);

/** json_get_number() - A number of an object; 0 if there is none */
double json_get_number(const json_t *object, const char *key);

/** json_get_count() - The same, of a number that is whole */
unsigned long json_get_count(const json_t *object, const char *key);

/** json_get_sum() - The sum of all numbers of an object */
double json_get_sum(const json_t *object);

#endif /* JSON_GET_H */
