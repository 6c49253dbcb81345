/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line that carries Ethernet frames over a socket.
 *
 *	stream connect ADDR	4 bytes of length, big-endian, then the frame:
 *	stream listen ADDR	as QEMU's -netdev stream; one client, once
 *	dgram LOCAL REMOTE [vfkt]  a datagram a frame; vfkt says so first
 *	vde DIR [PORT]		a client of a VDE switch, at a port of its choice
 *	fd N			inherited; its type says which of these it speaks
 *
 * What is known here of these protocols is from their own sources: it shares no
 * line with the switch, so that what one of the two misreads shows.
 *
 * Whatever goes wrong while a line opens ends the program.
 */
#ifndef PLUG_LINE_H
#define PLUG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

#define LINE_LEN_SIZE 4 /* in front of a frame in a stream */

/**
 * struct line - An open line
 * @fd:		Carries frames; a listener until line_wait()
 * @control:	VDE's: when that ends, the switch has unplugged us; else -1
 * @is_stream:	Frames have their length in front
 * @is_listening: Nobody has come yet
 * @remote:	Who gets datagrams; without a size where nobody else may come
 * @path:	The file of a socket of ours, to be removed; "" without
 */
struct line {
	int fd;
	int control;
	bool is_stream;
	bool is_listening;
	struct address remote;
	char path[108];
};

/** line_open() - Open what the words say, to the last; who is to be waited for
 * may come from now on
 */
void line_open(struct line *line, char **words);

/** line_accept() - Take who has come to a line that is listening */
void line_accept(struct line *line);

/** line_send() - Send a datagram; whether it need not be tried again later
 *
 * Where nobody is, it is lost, and who comes there gets the next one.
 */
bool line_send(struct line *line, const void *data, size_t size);

/** line_close() - Give back all it holds; twice is fine */
void line_close(struct line *line);

/** vde_open() - Plug into the VDE switch of a directory; 0: any port */
void vde_open(struct line *line, const char *dir, unsigned int port);

#endif /* PLUG_LINE_H */
