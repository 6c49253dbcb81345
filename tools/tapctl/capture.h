/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `tapctl capture`: writes the pcapng that the switch streams to files or to standard
 * output.
 *
 * SIGINT, SIGTERM and SIGHUP end the capture: tapctl shuts down its side of the
 * connection, and goes on until the switch has sent what it still has, the
 * statistics of each interface at the end, and has closed the connection.  A second
 * such signal ends tapctl at once.  If nothing reads the output any more, the
 * capture ends too.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "pcapng_file.h"
#include "request.h"

/**
 * capture_save() - Write a stream to its output, until it ends
 * @sock:	The connection, from which the answer has been read
 */
enum status capture_save(int sock, const struct pcapng_output *output,
			 bool is_json);

#endif /* CAPTURE_H */
