/* SPDX-License-Identifier: BSD-2-Clause */
#include "scrape.h"

#include "collect.h"
#include "metrics.h"

int scrape(struct session *s, FILE *out, int64_t until_ms, struct err *err)
{
	json_t *answers[SOURCE_COUNT];
	int ret = collect(s, metric_questions, answers, SOURCE_COUNT, until_ms,
			  err);

	if (ret)
		return ret;
	metrics_write(out, answers);
	for (size_t i = 0; i < SOURCE_COUNT; i++)
		json_decref(answers[i]);
	return 0;
}
