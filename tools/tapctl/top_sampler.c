/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_sampler.h"

#include <errno.h>

#include "base/time.h"
#include "collect.h"

static void disconnect(struct top_sampler *t)
{
	if (t->is_connected)
		session_close(&t->session);
	t->is_connected = false;
}

/* Not all switches have a sample of frames: the recorder may be off */
static int sample_stations(struct top_sampler *t, int64_t until_ms,
			   struct err *err)
{
	json_t *records;
	int ret = collect(&t->session, &busiest_question, &records, 1, until_ms,
			  err);

	busiest_read(&t->rates.busiest, ret ? NULL : records);
	if (!ret)
		json_decref(records);
	return ret == -EPROTO ? 0 : ret;
}

static int sample_counters(struct top_sampler *t, int64_t until_ms,
			   struct err *err)
{
	json_t *answers[RATES_QUESTION_COUNT];
	int ret = collect(&t->session, rates_questions, answers,
			  RATES_QUESTION_COUNT, until_ms, err);

	if (ret)
		return ret;
	if (!rates_update(&t->rates, answers, time_now_ms()))
		ret = err_set(err, ENOMEM, "compare counters");
	for (size_t i = 0; i < RATES_QUESTION_COUNT; i++)
		json_decref(answers[i]);
	return ret;
}

int top_sampler_next(struct top_sampler *t, int64_t timeout_ms, struct err *err)
{
	const int64_t until_ms = time_now_ms() + timeout_ms;
	int ret = 0;

	if (!t->is_connected)
		ret = lookup_try(&t->lookup, timeout_ms, &t->session, err);
	if (ret)
		return ret;
	t->is_connected = true;
	ret = sample_counters(t, until_ms, err);
	if (!ret)
		ret = sample_stations(t, until_ms, err);
	if (ret) /* late answers would be taken for those to the next questions */
		disconnect(t);
	return ret;
}

void top_sampler_end(struct top_sampler *t)
{
	disconnect(t);
	rates_free(&t->rates);
}
