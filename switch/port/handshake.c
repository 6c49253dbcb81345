/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/handshake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "port/acceptor.h"

/**
 * struct handshake - One that has not ended
 * @side:	Our end
 * @hellos:	Ours, and the peer's when it is received
 * @heard:	Received bytes, @len of them: the peer's hello, then its proof
 */
struct handshake {
	struct handshakes *all;
	TAILQ_ENTRY(handshake) list;
	ev_io ready;
	ev_timer late;
	struct siphash_key key;
	enum hello_side side;
	uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE];
	uint8_t heard[HELLO_SIZE + HELLO_PROOF_SIZE];
	size_t len;
	char who[PEER_TEXT_SIZE];
};

static enum hello_side other(enum hello_side side)
{
	return side == HELLO_ACCEPTED ? HELLO_CONNECTED : HELLO_ACCEPTED;
}

static int forget(struct handshake *h)
{
	struct handshakes *all = h->all;
	int fd = h->ready.fd;

	ev_io_stop(all->loop, &h->ready);
	ev_timer_stop(all->loop, &h->late);
	TAILQ_REMOVE(&all->list, h, list);
	all->count--;
	explicit_bzero(&h->key, sizeof(h->key));
	return fd;
}

static void end(struct handshake *h, int errnum)
{
	int fd = forget(h);

	h->all->ended(h->all->arg, fd, h->who, errnum);
	free(h);
}

/* A short send is an error: the buffer of a new socket has room for these bytes. */
static int say(const struct handshake *h, const uint8_t *bytes, size_t len)
{
	ssize_t sent = send(h->ready.fd, bytes, len, MSG_NOSIGNAL);

	return sent == (ssize_t)len ? 0 : HANDSHAKE_GONE;
}

static int greet(struct handshake *h)
{
	uint8_t nonce[HELLO_NONCE_SIZE];

	if (getrandom(nonce, sizeof(nonce), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(nonce))
		return EAGAIN; /* the machine has just started */
	hello_write(h->hellos[h->side], nonce);
	return say(h, h->hellos[h->side], HELLO_SIZE);
}

static int answer(struct handshake *h)
{
	uint8_t proof[HELLO_PROOF_SIZE];

	memcpy(h->hellos[other(h->side)], h->heard, HELLO_SIZE);
	hello_prove(proof, &h->key, h->side, h->hellos);
	return say(h, proof, sizeof(proof));
}

/* Reads no further than the proof: frames follow it. */
static ssize_t receive(struct handshake *h)
{
	size_t end = h->len < HELLO_SIZE ? HELLO_SIZE : sizeof(h->heard);
	ssize_t len = recv(h->ready.fd, h->heard + h->len, end - h->len, 0);

	if (len > 0)
		h->len += (size_t)len;
	return len;
}

/* Return: EINPROGRESS while it goes on; else @errnum of ended() */
static int go_on(struct handshake *h)
{
	ssize_t len = receive(h);
	int errnum;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return EINPROGRESS;
	if (len <= 0)
		return HANDSHAKE_GONE;
	if (!hello_matches(h->heard, h->len))
		return HANDSHAKE_PLAIN;
	if (h->len == HELLO_SIZE) {
		errnum = answer(h);
		return errnum ? errnum : EINPROGRESS;
	}
	if (h->len < sizeof(h->heard))
		return EINPROGRESS;
	return hello_proof_matches(h->heard + HELLO_SIZE, &h->key,
				   other(h->side), h->hellos)
		       ? 0
		       : HANDSHAKE_WRONG;
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct handshake *h = w->data;
	int errnum = go_on(h);

	(void)loop;
	(void)revents;
	if (errnum != EINPROGRESS)
		end(h, errnum);
}

static void on_late(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	end(w->data, HANDSHAKE_LATE);
}

void handshakes_init(struct handshakes *all, struct ev_loop *loop,
		     void (*ended)(void *arg, int fd, const char *who,
				   int errnum),
		     void *arg)
{
	*all = (struct handshakes){
		.loop = loop,
		.ended = ended,
		.arg = arg,
		.within_s = HANDSHAKE_WITHIN_S,
	};
	TAILQ_INIT(&all->list);
}

static void watch(struct handshake *h, int fd)
{
	struct handshakes *all = h->all;

	ev_io_init(&h->ready, on_ready, fd, EV_READ);
	h->ready.data = h;
	ev_io_start(all->loop, &h->ready);
	ev_timer_init(&h->late, on_late, all->within_s, 0);
	h->late.data = h;
	ev_timer_start(all->loop, &h->late);
	TAILQ_INSERT_TAIL(&all->list, h, list);
	all->count++;
}

void handshakes_begin(struct handshakes *all, int fd,
		      const struct secret *secret, enum hello_side side)
{
	struct handshake *h = calloc(1, sizeof(*h));
	int errnum;

	if (!h) {
		all->ended(all->arg, fd, "", ENOMEM);
		return;
	}
	if (all->count == HANDSHAKES_MAX)
		end(TAILQ_FIRST(&all->list), HANDSHAKE_LATE);
	h->all = all;
	h->key = secret->key;
	h->side = side;
	acceptor_peer(fd, h->who);
	watch(h, fd);
	errnum = greet(h);
	if (errnum)
		end(h, errnum);
}

void handshakes_stop(struct handshakes *all)
{
	struct handshake *h;

	while ((h = TAILQ_FIRST(&all->list))) {
		close(forget(h));
		free(h);
	}
}

const char *handshake_why(int errnum)
{
	switch (errnum) {
	case HANDSHAKE_LATE:
		return "it did not prove the secret in time";
	case HANDSHAKE_GONE:
		return "it went before it had proved the secret: it may have "
		       "none";
	case HANDSHAKE_PLAIN:
		return "it asks for no secret: give both ends the same "
		       "(secret_file)";
	case HANDSHAKE_WRONG:
		return "it has another secret (secret_file)";
	default:
		return strerror(errnum);
	}
}
