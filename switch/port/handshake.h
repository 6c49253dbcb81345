/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streams whose other ends are still to prove that they have our secret, as
 * frame/hello.h says.
 *
 * States:  handshake_begin() -> our hello is sent -> theirs comes, our proof is
 *          sent -> theirs comes and is right -> ended(0)
 *          any -> nothing comes in time, or what is wrong -> ended(why not)
 * There is room for HANDSHAKES_MAX.  When it is full the one that has waited
 * longest gives way: who keeps silent keeps nobody else out.
 */
#ifndef PORT_HANDSHAKE_H
#define PORT_HANDSHAKE_H

#include <ev.h>
#include <sys/queue.h>

#include "frame/hello.h"
#include "port/secret.h"

#define HANDSHAKES_MAX	64
#define HANDSHAKE_WITHIN_S 5.0

/* Why one failed, as errnos with words of their own; others are the kernel's */
#define HANDSHAKE_LATE	EKEYEXPIRED
#define HANDSHAKE_GONE	EKEYREVOKED
#define HANDSHAKE_PLAIN	ENOKEY
#define HANDSHAKE_WRONG	EKEYREJECTED

/**
 * struct handshakes - Those of a port, or of a listener
 * @within_s:	Time for each
 * @ended:	@fd is @arg's again; @who is at its other end, for people; @errnum is
 *		0 when it has proved the secret
 */
struct handshakes {
	struct ev_loop *loop;
	void (*ended)(void *arg, int fd, const char *who, int errnum);
	void *arg;
	double within_s;
	TAILQ_HEAD(handshake_list, handshake) list;
	size_t count;
};

/** handshakes_init() - None goes on */
void handshakes_init(struct handshakes *all, struct ev_loop *loop,
		     void (*ended)(void *arg, int fd, const char *who,
				   int errnum),
		     void *arg);

/**
 * handshakes_begin() - Greet, and wait
 * @fd:		Non-blocking; ours until @all->ended() is called, perhaps at once
 * @secret:	Copied
 * @side:	Which end we are
 */
void handshakes_begin(struct handshakes *all, int fd,
		      const struct secret *secret, enum hello_side side);

/** handshakes_stop() - Close all, without a word; twice is fine */
void handshakes_stop(struct handshakes *all);

/** handshake_why() - Of what failed: "it has another secret" */
const char *handshake_why(int errnum);

#endif /* PORT_HANDSHAKE_H */
