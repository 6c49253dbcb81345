/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A switch that has nothing but a control socket, and clients for it, all in
 * one thread: whoever waits for an answer turns the loop meanwhile.
 *
 *	say <text:word>		answers with the text
 *	nothing			answers with null
 *	refuse			fails, as a command does
 *	stumble			fails, as a system call does
 *	count <to:0..9999999> [by <by:1..9999999>]
 *				answers with the numbers from 1, in pieces of so
 *				many
 *	count late		fails at the first piece
 *	wait			answers when the door is open; asked by and by
 *	await [timeout <ms>]	the same, asked when @changes has another value
 *	take			keeps the descriptor that came with the line
 *	look			says whether one came, and does not keep it
 *	toil <us:0..9999999>	takes so long, by the server's clock
 */
#ifndef FAKE_SWITCH_H
#define FAKE_SWITCH_H

#include <ev.h>

#include "control/server.h"

/**
 * struct app - What the commands see
 * @is_open:	What `wait` waits for
 * @asked:	How often `wait` was asked
 * @ask_us:	What that takes `await`, by the server's clock
 * @changes:	What matters to it
 * @pieces:	How many pieces of its answer `count` has written
 * @runs:	Commands run
 * @kept:	What `take` has taken, or -1
 */
struct app {
	bool is_open;
	unsigned int asked;
	unsigned int ask_us;
	uint64_t changes;
	unsigned int pieces;
	unsigned int runs;
	int kept;
};

struct fake_switch {
	struct app app;
	struct ev_loop *loop;
	struct server *server;
	struct server_config config;
	char dir[32];
	char path[48];
};

/** fake_now_ns - The server's clock, which nothing moves but a test and `toil` */
extern int64_t fake_now_ns;

/** fake_switch_start() - cmocka's setup: a switch that serves its socket */
int fake_switch_start(void **state);
int fake_switch_stop(void **state);

#define WITH_FAKE_SWITCH(test)                                                 \
	cmocka_unit_test_setup_teardown(test, fake_switch_start,               \
					fake_switch_stop)

/** fake_serve() - Serve the socket as @config says; NULL as server_new() */
struct server *fake_serve(struct fake_switch *f, struct err *err);

/** fake_serve_again() - The same in place of the one that is served */
void fake_serve_again(struct fake_switch *f);

/** client_connect() - A new client, accepted by the switch */
int client_connect(struct fake_switch *f);
void client_send(int client, const char *text);
void client_send_fds(int client, const char *text, const int *fds, size_t n);

/**
 * client_read() - The next line, without its end
 *
 * Return: static memory, or NULL when the switch has closed the connection
 */
const char *client_read(struct fake_switch *f, int client);

/** client_asks() - client_send() and client_read() */
const char *client_asks(struct fake_switch *f, int client, const char *line);

/** turn() - One turn of the loop that waits for nothing */
void turn(struct fake_switch *f);

/** turns_in() - How many turns the loop makes in a while */
unsigned int turns_in(struct fake_switch *f, unsigned int ms);

/** open_descriptors() - How many this process has */
unsigned int open_descriptors(void);

#endif /* FAKE_SWITCH_H */
