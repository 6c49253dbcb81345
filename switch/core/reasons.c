/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/reasons.h"

struct words {
	const char *word, *help;
};

static const struct words reasons[REASON_COUNT] = {
#define X(name, word, help) [REASON_##name] = { word, help },
	REASONS(X)
#undef X
};

static const struct words tx_reasons[TX_REASON_COUNT] = {
#define X(name, word, help) [TX_REASON_##name] = { word, help },
	TX_REASONS(X)
#undef X
};

static const struct words misses[MISS_COUNT] = {
#define X(name, word, help) [MISS_##name] = { word, help },
	MISSES(X)
#undef X
};

const char *reason_word(enum reason r)
{
	return reasons[r].word;
}

const char *reason_help(enum reason r)
{
	return reasons[r].help;
}

const char *tx_reason_word(enum tx_reason r)
{
	return tx_reasons[r].word;
}

const char *tx_reason_help(enum tx_reason r)
{
	return tx_reasons[r].help;
}

const char *miss_word(enum miss m)
{
	return misses[m].word;
}

const char *miss_help(enum miss m)
{
	return misses[m].help;
}
