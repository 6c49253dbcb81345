/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stations that sent most of the last frames.
 *
 * The switch has no counters for stations.  This is a sample: the newest frames that
 * its flight recorder has.
 */
#ifndef BUSIEST_H
#define BUSIEST_H

#include <jansson.h>

#include "base/types.h"

#define BUSIEST_MAX	10
#define BUSIEST_MAC_SIZE 18

/** busiest_question - The command whose result is the sample */
extern const char *const busiest_question;

/**
 * struct busy_station - A station
 * @port:	On which its last frame was received; "" if that was deleted
 * @frames:	Those of the sample that it sent
 * @bytes:	Their bytes
 */
struct busy_station {
	char mac[BUSIEST_MAC_SIZE];
	char port[PORT_NAME_SIZE];
	double frames;
	double bytes;
};

/**
 * struct busiest - The sample
 * @stations:	@station_count, that which sent most bytes first
 * @frames:	In the sample, of all stations
 * @bytes:	Their bytes
 * @s:		Time since the first of them was received
 */
struct busiest {
	struct busy_station stations[BUSIEST_MAX];
	size_t station_count;
	double frames;
	double bytes;
	double s;
};

/** busiest_read() - Add up the sample; @records is the result of busiest_question */
void busiest_read(struct busiest *b, const json_t *records);

#endif /* BUSIEST_H */
