/* SPDX-License-Identifier: BSD-2-Clause */
#include "rates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_get.h"

const char *const rates_questions[RATES_QUESTION_COUNT] = {
	[RATES_SWITCH] = "switch show",
	[RATES_PORTS] = "port show",
	[RATES_STATS] = "stats show",
	[RATES_FDB] = "fdb stats",
};

static void copy_text(char to[RATES_TEXT_SIZE], const char *from)
{
	snprintf(to, RATES_TEXT_SIZE, "%s", from);
}

static double per_s(double total, double before, double seconds)
{
	const double more = total < before ? total : total - before;

	return seconds > 0 ? more / seconds : 0;
}

/* @before is NULL if there is nothing to compare with */
static void set_rate(struct rate *rate, double total, const struct rate *before,
		     double seconds)
{
	rate->total = total;
	rate->per_s = before ? per_s(total, before->total, seconds) : 0;
}

/* Tried first at @expected: answers have their ports in the same order */
static struct port_rates *find_port(const struct rates *r, const char *name,
				    size_t expected)
{
	if (expected < r->port_count && !strcmp(r->ports[expected].name, name))
		return &r->ports[expected];
	for (size_t i = 0; i < r->port_count; i++)
		if (!strcmp(r->ports[i].name, name))
			return &r->ports[i];
	return NULL;
}

static void count_port(struct port_rates *p, const json_t *stats,
		       const struct port_rates *before, double seconds)
{
	static const struct port_rates none;
	const bool is_new = !before;

	if (is_new)
		before = &none;
#define SET(member, total)                                                     \
	set_rate(&p->member, total, is_new ? NULL : &before->member, seconds)
	SET(rx_packets, json_get_number(stats, "rx_packets"));
	SET(rx_bytes, json_get_number(stats, "rx_bytes"));
	SET(tx_packets, json_get_number(stats, "tx_packets"));
	SET(tx_bytes, json_get_number(stats, "tx_bytes"));
	SET(drops, json_get_sum(json_object_get(stats, "drops")) +
			   json_get_sum(json_object_get(stats, "missed")));
	SET(tx_drops, json_get_sum(json_object_get(stats, "tx_drops")));
#undef SET
	if (is_new)
		return;
	p->samples = before->samples + (before->samples < RATES_HISTORY);
	memcpy(p->history + 1, before->history,
	       sizeof(p->history) - sizeof(*p->history));
	p->history[0] = 8 * (p->rx_bytes.per_s + p->tx_bytes.per_s);
}

/* A port that was added or removed between two answers is in only one of them */
static void describe_ports(struct rates *r, json_t *const *answers)
{
	struct port_rates *p;
	json_t *row;
	size_t i;

	json_array_foreach(answers[RATES_PORTS], i, row) {
		const char *why = json_get_text(row, "errdisabled");

		p = find_port(r, json_get_text(row, "name"), i);
		if (p)
			copy_text(p->state,
				  *why ? why : json_get_text(row, "oper"));
	}
	json_array_foreach(answers[RATES_FDB], i, row) {
		p = find_port(r, json_get_text(row, "port"), i);
		if (p)
			p->stations = json_get_number(row, "fdb_used");
	}
}

static bool take_ports(struct rates *r, const struct rates *before,
		       json_t *const *answers, double seconds)
{
	const size_t n = json_array_size(answers[RATES_STATS]);
	json_t *row;
	size_t i;

	r->ports = calloc(n + 1, sizeof(*r->ports));
	if (!r->ports)
		return false;
	json_array_foreach(answers[RATES_STATS], i, row) {
		struct port_rates *p = &r->ports[r->port_count++];

		copy_text(p->name, json_get_text(row, "port"));
		count_port(p, row, find_port(before, p->name, i), seconds);
	}
	describe_ports(r, answers);
	return true;
}

/* Return: the reason, which is new if it was not there; NULL if memory is short */
static struct reason_rate *get_reason(struct rates *r, const char *word,
				      const char *where)
{
	struct reason_rate *reason;

	for (size_t i = 0; i < r->reason_count; i++)
		if (!strcmp(r->reasons[i].word, word) &&
		    !strcmp(r->reasons[i].where, where))
			return &r->reasons[i];
	reason = reallocarray(r->reasons, r->reason_count + 1, sizeof(*reason));
	if (!reason)
		return NULL;
	r->reasons = reason;
	reason += r->reason_count++;
	*reason = (struct reason_rate){ .where = where };
	copy_text(reason->word, word);
	return reason;
}

/* Add the reasons of a port; @before is what it showed before, or NULL.  The
 * differences are added, and not the counters: those of a port that is deleted, or
 * reset, would be missing in the sum. */
static bool add_reasons(struct rates *r, const json_t *stats,
			const json_t *before, const char *where, double seconds)
{
	const json_t *counts_before = json_object_get(before, where);
	const char *word;
	json_t *value;

	json_object_foreach(json_object_get(stats, where), word, value) {
		struct reason_rate *reason = get_reason(r, word, where);
		const double count = json_number_value(value);

		if (!reason)
			return false;
		reason->rate.total += count;
		if (before)
			reason->rate.per_s += per_s(
				count, json_get_number(counts_before, word),
				seconds);
	}
	return true;
}

static bool take_reasons(struct rates *r, const struct rates *before,
			 double seconds)
{
	json_t *stats;
	size_t i;

	json_array_foreach(r->stats, i, stats) {
		const struct port_rates *p =
			find_port(before, r->ports[i].name, i);
		const json_t *was =
			p ? json_array_get(before->stats,
					   (size_t)(p - before->ports))
			  : NULL;

		if (!add_reasons(r, stats, was, "drops", seconds) ||
		    !add_reasons(r, stats, was, "tx_drops", seconds) ||
		    !add_reasons(r, stats, was, "missed", seconds))
			return false;
	}
	return true;
}

static void take_switch(struct rates *r, const struct rates *before,
			const json_t *shown, double seconds)
{
	const json_t *iterations = json_object_get(shown, "iterations");

	copy_text(r->name, json_get_text(shown, "name"));
	copy_text(r->engine, json_get_text(shown, "engine"));
	r->uptime_s = json_get_number(shown, "uptime_ms") / 1e3;
	r->stations = json_get_number(shown, "fdb_used");
	r->stations_max = json_get_number(shown, "fdb_limit");
	r->longest_us = json_get_number(iterations, "max_us");
	set_rate(&r->iterations, json_get_number(iterations, "count"),
		 r->is_first ? NULL : &before->iterations, seconds);
	set_rate(&r->busy_us, json_get_number(iterations, "total_us"),
		 r->is_first ? NULL : &before->busy_us, seconds);
	r->busy = r->busy_us.per_s < 1e6 ? r->busy_us.per_s / 1e6 : 1;
}

bool rates_update(struct rates *r, json_t *const answers[RATES_QUESTION_COUNT],
		  int64_t now_ms)
{
	const double seconds = (double)(now_ms - r->at_ms) / 1e3;
	struct rates next = {
		.at_ms = now_ms,
		.is_first = !r->at_ms,
		.stats = json_incref(answers[RATES_STATS]),
	};

	take_switch(&next, r, answers[RATES_SWITCH], seconds);
	if (!take_ports(&next, r, answers, seconds) ||
	    !take_reasons(&next, r, seconds)) {
		rates_free(&next);
		return false;
	}
	rates_free(r);
	*r = next;
	return true;
}

void rates_free(struct rates *r)
{
	free(r->ports);
	free(r->reasons);
	json_decref(r->stats);
	*r = (struct rates){ 0 };
}
