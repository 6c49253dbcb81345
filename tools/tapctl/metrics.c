/* SPDX-License-Identifier: BSD-2-Clause */
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "json_get.h"

/**
 * struct metrics - What all samples need
 * @answers:	Results of metric_questions
 */
struct metrics {
	FILE *out;
	json_t *const *answers;
};

/* "a.b" is b of the object a: return that, and let @path be b */
static const json_t *object_of(const json_t *object, const char **path)
{
	const char *name = *path;
	const char *dot = strchr(name, '.');
	char holder[32];

	if (!dot)
		return object;
	*path = dot + 1;
	snprintf(holder, sizeof(holder), "%.*s", (int)(dot - name), name);
	return json_object_get(object, holder);
}

/* The label that says whose value it is: of a port, of a VLAN and so on */
static void label_subject(enum metric_source source, const json_t *object,
			  char vid[8], struct openmetrics_labels *labels)
{
	switch (source) {
	case SOURCE_PORTS:
		openmetrics_label(labels, "port",
				  json_get_text(object, "name"));
		break;
	case SOURCE_STATS:
	case SOURCE_FDB:
		openmetrics_label(labels, "port",
				  json_get_text(object, "port"));
		break;
	case SOURCE_VLANS:
		snprintf(vid, 8, "%" JSON_INTEGER_FORMAT,
			 json_integer_value(json_object_get(object, "vid")));
		openmetrics_label(labels, "vlan", vid);
		break;
	case SOURCE_MIRRORS:
		openmetrics_label(labels, "mirror",
				  json_get_text(object, "name"));
		break;
	case SOURCE_MARKERS:
		openmetrics_label(labels, "marker",
				  json_get_text(object, "name"));
		break;
	case SOURCE_SWITCH:
	case SOURCE_REASONS:
	case SOURCE_COUNT:
		break;
	}
}

static double number_of(enum metric_value kind, const json_t *value,
			const char *word)
{
	switch (kind) {
	case VALUE_NUMBER:
		break;
	case VALUE_MS:
		return json_number_value(value) / 1e3;
	case VALUE_US:
		return json_number_value(value) / 1e6;
	case VALUE_IS:
		return json_is_string(value) &&
		       !strcmp(json_string_value(value), word);
	case VALUE_SUM:
		return json_get_sum(value);
	case VALUE_LABELS:
	case VALUE_BY_REASON:
		return 1;
	}
	return json_number_value(value);
}

static void write_values(const struct metrics *m, const struct metric_family *f,
			 const json_t *object,
			 const struct openmetrics_labels *subject)
{
	for (size_t i = 0; i < METRIC_KEYS_MAX && f->keys[i].key; i++) {
		struct openmetrics_labels labels = *subject;
		const struct metric_key *key = &f->keys[i];
		const char *name = key->key;
		const json_t *holder = object_of(object, &name);
		const json_t *value = json_object_get(holder, name);

		if (!value && (!holder || holder == object))
			continue;
		if (f->label)
			openmetrics_label(&labels, f->label, key->word);
		openmetrics_sample(m->out, &f->family, &labels,
				   number_of(f->value, value, key->word));
	}
}

static void write_labels(const struct metrics *m, const struct metric_family *f,
			 const json_t *object,
			 const struct openmetrics_labels *subject)
{
	struct openmetrics_labels labels = *subject;

	for (size_t i = 0; i < METRIC_KEYS_MAX && f->keys[i].key; i++)
		openmetrics_label(&labels, f->keys[i].word,
				  json_get_text(object, f->keys[i].key));
	openmetrics_sample(m->out, &f->family, &labels, 1);
}

/* Reasons that did not occur are 0, so that the first drop is an increase */
static void write_reasons(const struct metrics *m,
			  const struct metric_family *f, const json_t *object,
			  const struct openmetrics_labels *subject)
{
	const char *kind = f->keys[0].key;
	const json_t *counts = json_object_get(object, kind);
	json_t *reason;
	size_t i;

	if (!strcmp(kind, "in"))
		counts = object;
	json_array_foreach(m->answers[SOURCE_REASONS], i, reason) {
		struct openmetrics_labels labels = *subject;
		const char *word = json_get_text(reason, "reason");

		if (strcmp(json_get_text(reason, "counted"), kind) != 0)
			continue;
		openmetrics_label(&labels, "reason", word);
		openmetrics_label(&labels, "devlink_trap",
				  json_get_text(reason, "devlink_trap"));
		openmetrics_sample(
			m->out, &f->family, &labels,
			json_number_value(json_object_get(counts, word)));
	}
}

static void write_object(const struct metrics *m, const struct metric_family *f,
			 const json_t *object)
{
	struct openmetrics_labels subject = { .n = 0 };
	char vid[8];

	label_subject(f->source, object, vid, &subject);
	if (f->value == VALUE_LABELS)
		write_labels(m, f, object, &subject);
	else if (f->value == VALUE_BY_REASON)
		write_reasons(m, f, object, &subject);
	else
		write_values(m, f, object, &subject);
}

static void write_family(const struct metrics *m, const struct metric_family *f)
{
	json_t *answer = m->answers[f->source];
	json_t *object;
	size_t i;

	openmetrics_family(m->out, &f->family);
	if (json_is_object(answer))
		write_object(m, f, answer);
	json_array_foreach(answer, i, object) {
		write_object(m, f, object);
	}
}

#define BUCKETS_MAX 64

/* A class of durations begins at from_us, and ends where the next one begins.  A
 * duration of exactly that is in the next class, which makes no difference. */
static size_t read_buckets(const json_t *classes,
			   struct openmetrics_bucket buckets[BUCKETS_MAX])
{
	json_t *class;
	size_t n = 0;
	size_t i;

	json_array_foreach(classes, i, class) {
		if (n == BUCKETS_MAX)
			break;
		if (n)
			buckets[n - 1].most = json_number_value(json_object_get(
						      class, "from_us")) /
					      1e6;
		buckets[n].most = INFINITY;
		buckets[n++].count =
			json_number_value(json_object_get(class, "iterations"));
	}
	return n;
}

static void write_iterations(const struct metrics *m)
{
	static const struct openmetrics_family family = {
		"tapswitch_iteration_duration_seconds", OPENMETRICS_HISTOGRAM,
		"seconds", "Durations of the iterations of the event loop"
	};
	static const struct openmetrics_labels none;
	const json_t *shown = m->answers[SOURCE_SWITCH];
	struct openmetrics_bucket buckets[BUCKETS_MAX];
	const json_t *total = json_object_get(
		json_object_get(shown, "iterations"), "total_us");
	size_t n = read_buckets(json_object_get(shown, "iteration_times"),
				buckets);

	if (!n || !total)
		return;
	openmetrics_family(m->out, &family);
	openmetrics_histogram(m->out, &family, &none, buckets, n,
			      json_number_value(total) / 1e6);
}

void metrics_write(FILE *out, json_t *const answers[SOURCE_COUNT])
{
	const struct metrics m = {
		.out = out,
		.answers = answers,
	};

	for (size_t i = 0; i < metric_family_count; i++)
		write_family(&m, &metric_families[i]);
	write_iterations(&m);
	openmetrics_end(out);
}
