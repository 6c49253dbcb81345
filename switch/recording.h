/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch's flight recorder: its settings, and the memory that they need. */
#ifndef RECORDING_H
#define RECORDING_H

#include "base/types.h"

struct app;
struct recorder;

/**
 * struct recording - The recorder and its settings
 * @frames:	How many frames it keeps; 0 is off
 * @snaplen:	How many bytes of each
 * @recorder:	NULL if it is off
 */
struct recording {
	uint32_t frames;
	uint32_t snaplen;
	struct recorder *recorder;
};

/**
 * recording_set() - Change the settings
 *
 * If they change, the recorder is empty afterwards.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int recording_set(struct recording *recording, uint32_t frames,
		  uint32_t snaplen);

/**
 * recording_take() - Take over the settings of a candidate, which cannot fail
 *
 * If they differ, the recorder is empty afterwards.
 */
void recording_take(struct recording *recording, struct recording *candidate);

void recording_free(struct recording *recording);

#endif /* RECORDING_H */
