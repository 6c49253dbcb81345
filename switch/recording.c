/* SPDX-License-Identifier: BSD-2-Clause */
#include "recording.h"

#include <errno.h>

#include "capture/recorder.h"

int recording_set(struct recording *recording, uint32_t frames,
		  uint32_t snaplen)
{
	struct recorder *recorder = NULL;

	if (recording->frames == frames && recording->snaplen == snaplen)
		return 0;
	if (frames) {
		recorder = recorder_new(frames, snaplen);
		if (!recorder)
			return -ENOMEM;
	}
	recorder_free(recording->recorder);
	*recording = (struct recording){ frames, snaplen, recorder };
	return 0;
}

void recording_take(struct recording *recording, struct recording *candidate)
{
	const struct recording before = *recording;

	if (before.frames == candidate->frames &&
	    before.snaplen == candidate->snaplen)
		return;
	*recording = *candidate;
	*candidate = before;
}

void recording_free(struct recording *recording)
{
	recorder_free(recording->recorder);
}
