/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A switch that has only a control socket, and clients for it, in one thread: a
 * function that waits for an answer runs the loop meanwhile.
 *
 *	say <text:word>		answers with the text
 *	nothing			answers with null
 *	refuse			fails with an error of the command
 *	stumble			fails with the error of a system call
 *	count <to:0..9999999> [by <by:1..9999999>]
 *				answers with the numbers from 1, so many in each
 *				piece
 *	count late		fails at the first piece
 *	wait			answers once @is_open is set; checked at times
 *	await [timeout <ms>]	the same, checked if @changes has changed
 *	stream [by <by:1..9999999>]
 *				begins a stream: a line for each of @changes, so
 *				many in each piece, until @is_open is set
 *	take			keeps the descriptor of the line; a change
 *	look			tells whether there is one, without keeping it;
 *				restricted
 *	toil <us:0..9999999>	takes so long, by the clock of the server
 */
#ifndef FAKE_SWITCH_H
#define FAKE_SWITCH_H

#include <ev.h>

#include "control/server.h"

/**
 * struct app - What the commands work on
 * @is_open:	The condition of `wait` and `await`
 * @checks:	How often it was checked
 * @check_us:	How long each check of `await` takes, by the clock of the server
 * @changes:	How many changes there were that matter to `await`
 * @pieces:	How many pieces `count` or `stream` has written
 * @dropped:	How many streams have ended
 * @runs:	How many commands were run
 * @kept:	The descriptor that `take` keeps, or -1
 */
struct app {
	bool is_open;
	unsigned int checks;
	unsigned int check_us;
	uint64_t changes;
	unsigned int pieces;
	unsigned int dropped;
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

/** fake_now_ns - The clock of the server; only tests and `toil` advance it */
extern int64_t fake_now_ns;

/** fake_switch_start() - Setup for cmocka: a switch that serves its socket */
int fake_switch_start(void **state);
int fake_switch_stop(void **state);

#define WITH_FAKE_SWITCH(test)                                                 \
	cmocka_unit_test_setup_teardown(test, fake_switch_start,               \
					fake_switch_stop)

/** fake_serve() - Make a server from @config; NULL with @err set on failure */
struct server *fake_serve(struct fake_switch *f, struct err *err);

/** fake_serve_again() - Replace the server by a new one from @config */
void fake_serve_again(struct fake_switch *f);

/** client_connect() - A new client, accepted by the switch */
int client_connect(struct fake_switch *f);
int client_connect_to(struct fake_switch *f, const char *path);
void client_send(int client, const char *text);
void client_send_fds(int client, const char *text, const int *fds, size_t n);

/**
 * client_read() - Wait for the next line
 *
 * Return: the line without its newline, in static memory; NULL if the switch
 * has closed the connection
 */
const char *client_read(struct fake_switch *f, int client);

/** client_request() - client_send() and client_read() */
const char *client_request(struct fake_switch *f, int client, const char *line);

/** run_iteration() - Run one iteration of the loop, without waiting */
void run_iteration(struct fake_switch *f);

/** iterations_in() - Run the loop for some time; return its iterations */
unsigned int iterations_in(struct fake_switch *f, unsigned int ms);

/** open_descriptors() - Number of open descriptors of this process */
unsigned int open_descriptors(void);

#endif /* FAKE_SWITCH_H */
