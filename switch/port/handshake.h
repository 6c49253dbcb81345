/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handshakes: streams whose peers have yet to prove that they know our secret,
 * by the messages in frame/hello.h.
 *
 * States:  handshakes_begin() -> our hello is sent -> theirs is received, our
 *          proof is sent -> theirs is received and is right -> ended(0)
 *          any -> too late, or something else is received -> ended(why)
 * There are HANDSHAKES_MAX at most.  Another one then ends the oldest, so that
 * silent peers cannot keep others out.
 */
#ifndef PORT_HANDSHAKE_H
#define PORT_HANDSHAKE_H

#include <ev.h>
#include <sys/queue.h>

#include "frame/hello.h"
#include "port/secret.h"

#define HANDSHAKES_MAX	64
#define HANDSHAKE_TIMEOUT_S 5.0

/* Why one failed: errnos with our own texts in handshake_why() */
#define HANDSHAKE_TIMEOUT	EKEYEXPIRED
#define HANDSHAKE_GONE	EKEYREVOKED
#define HANDSHAKE_NO_SECRET	ENOKEY
#define HANDSHAKE_WRONG	EKEYREJECTED

/**
 * struct handshakes - The handshakes of a port or of a listener
 * @ended:	One has ended, and @fd is the callee's again; @who describes the
 *		peer for people; @errnum is 0 if it has proved the secret
 * @timeout_s:	Time limit of each
 */
struct handshakes {
	struct ev_loop *loop;
	void (*ended)(void *arg, int fd, const char *who, int errnum);
	void *arg;
	double timeout_s;
	TAILQ_HEAD(handshake_list, handshake) list;
	size_t count;
};

/** handshakes_init() - Start without any handshake */
void handshakes_init(struct handshakes *all, struct ev_loop *loop,
		     void (*ended)(void *arg, int fd, const char *who,
				   int errnum),
		     void *arg);

/**
 * handshakes_begin() - Begin one: send our hello, and wait for the peer's
 * @fd:		Non-blocking; owned by the handshake until @all->ended(), which
 *		may be called before this returns
 * @secret:	Is copied
 * @side:	Our end of the connection
 */
void handshakes_begin(struct handshakes *all, int fd,
		      const struct secret *secret, enum hello_side side);

/** handshakes_stop() - Close all without calling ended(); twice is fine */
void handshakes_stop(struct handshakes *all);

/** handshake_why() - Text for the @errnum of ended(): "it has another secret" */
const char *handshake_why(int errnum);

#endif /* PORT_HANDSHAKE_H */
