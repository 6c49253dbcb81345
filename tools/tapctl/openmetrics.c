/* SPDX-License-Identifier: BSD-2-Clause */
#include "openmetrics.h"

#include <math.h>

/* Integers up to here are exact in a double, and are written as integers */
#define EXACT_MAX 9007199254740992.0

static const struct {
	const char *word;
	const char *suffix;
} types[OPENMETRICS_TYPE_COUNT] = {
	[OPENMETRICS_COUNTER] = { "counter", "_total" },
	[OPENMETRICS_GAUGE] = { "gauge", "" },
	[OPENMETRICS_INFO] = { "info", "_info" },
	[OPENMETRICS_HISTOGRAM] = { "histogram", NULL },
};

void openmetrics_label(struct openmetrics_labels *labels, const char *name,
		       const char *value)
{
	if (labels->n == OPENMETRICS_LABELS_MAX)
		return;
	labels->label[labels->n].name = name;
	labels->label[labels->n++].value = value;
}

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

void openmetrics_family(FILE *out, const struct openmetrics_family *family)
{
	fprintf(out, "# TYPE %s %s\n", family->name, types[family->type].word);
	if (family->unit)
		fprintf(out, "# UNIT %s %s\n", family->name, family->unit);
	fprintf(out, "# HELP %s ", family->name);
	put_escaped(out, family->help);
	fputc('\n', out);
}

static void put_labels(FILE *out, const struct openmetrics_labels *labels)
{
	for (size_t i = 0; i < labels->n; i++) {
		fprintf(out, "%c%s=\"", i ? ',' : '{', labels->label[i].name);
		put_escaped(out, labels->label[i].value);
		fputc('"', out);
	}
	if (labels->n)
		fputc('}', out);
}

static bool is_integer(double value)
{
	return fabs(value) < EXACT_MAX && value == (double)(int64_t)value;
}

static void put_sample(FILE *out, const char *name, const char *suffix,
		       const struct openmetrics_labels *labels, double value)
{
	fprintf(out, "%s%s", name, suffix);
	put_labels(out, labels);
	if (is_integer(value))
		fprintf(out, " %.0f\n", value);
	else
		fprintf(out, " %.15g\n", value);
}

void openmetrics_sample(FILE *out, const struct openmetrics_family *family,
			const struct openmetrics_labels *labels, double value)
{
	put_sample(out, family->name, types[family->type].suffix, labels,
		   value);
}

/* Bounds are compared as text, so they have a canonical form, with a point */
static void format_bound(char *text, size_t size, double most)
{
	if (isinf(most))
		snprintf(text, size, "+Inf");
	else
		snprintf(text, size, is_integer(most) ? "%.1f" : "%g", most);
}

void openmetrics_histogram(FILE *out, const struct openmetrics_family *family,
			   const struct openmetrics_labels *labels,
			   const struct openmetrics_bucket *buckets, size_t n,
			   double sum)
{
	double count = 0;

	for (size_t i = 0; i < n; i++) {
		struct openmetrics_labels with_bound = *labels;
		char bound[32];

		format_bound(bound, sizeof(bound), buckets[i].most);
		openmetrics_label(&with_bound, "le", bound);
		count += buckets[i].count;
		put_sample(out, family->name, "_bucket", &with_bound, count);
	}
	put_sample(out, family->name, "_count", labels, count);
	put_sample(out, family->name, "_sum", labels, sum);
}

void openmetrics_end(FILE *out)
{
	fputs("# EOF\n", out);
}
