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

int top_sampler_next(struct top_sampler *t, int64_t timeout_ms, struct err *err)
{
	const int64_t until_ms = time_now_ms() + timeout_ms;
	json_t *answers[RATES_QUESTIONS];
	int ret = 0;

	if (!t->is_connected)
		ret = lookup_try(&t->lookup, timeout_ms, &t->session, err);
	if (ret)
		return ret;
	t->is_connected = true;
	ret = collect(&t->session, rates_questions, answers, RATES_QUESTIONS,
		      until_ms, err);
	if (ret) {
		/* answers that come later would be taken for those to the next
		 * questions */
		disconnect(t);
		return ret;
	}
	if (!rates_update(&t->rates, answers, time_now_ms()))
		ret = err_set(err, ENOMEM, "compare counters");
	for (size_t i = 0; i < RATES_QUESTIONS; i++)
		json_decref(answers[i]);
	return ret;
}

void top_sampler_end(struct top_sampler *t)
{
	disconnect(t);
	rates_free(&t->rates);
}
