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
 * @received:	Received bytes, @len of them: the peer's hello, then its proof
 */
struct handshake {
	struct handshakes *all;
	TAILQ_ENTRY(handshake) list;
	ev_io ready;
	ev_timer timeout;
	struct siphash_key key;
	enum hello_side side;
	uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE];
	uint8_t received[HELLO_SIZE + HELLO_PROOF_SIZE];
	size_t len;
	char who[PEER_TEXT_SIZE];
};

static enum hello_side other(enum hello_side side)
{
	return side == HELLO_ACCEPTED ? HELLO_CONNECTED : HELLO_ACCEPTED;
}

static int detach(struct handshake *h)
{
	struct handshakes *all = h->all;
	int fd = h->ready.fd;

	ev_io_stop(all->loop, &h->ready);
	ev_timer_stop(all->loop, &h->timeout);
	TAILQ_REMOVE(&all->list, h, list);
	all->count--;
	explicit_bzero(&h->key, sizeof(h->key));
	return fd;
}

static void end(struct handshake *h, int errnum)
{
	int fd = detach(h);

	h->all->ended(h->all->arg, fd, h->who, errnum);
	free(h);
}

/* A short send is an error: the buffer of a new socket has room for these bytes. */
static int send_bytes(const struct handshake *h, const uint8_t *bytes,
		      size_t len)
{
	ssize_t sent = send(h->ready.fd, bytes, len, MSG_NOSIGNAL);

	return sent == (ssize_t)len ? 0 : HANDSHAKE_GONE;
}

static int send_hello(struct handshake *h)
{
	uint8_t nonce[HELLO_NONCE_SIZE];

	if (getrandom(nonce, sizeof(nonce), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(nonce))
		return EAGAIN; /* no entropy yet, shortly after boot */
	hello_write(h->hellos[h->side], nonce);
	return send_bytes(h, h->hellos[h->side], HELLO_SIZE);
}

static int send_proof(struct handshake *h)
{
	uint8_t proof[HELLO_PROOF_SIZE];

	memcpy(h->hellos[other(h->side)], h->received, HELLO_SIZE);
	hello_prove(proof, &h->key, h->side, h->hellos);
	return send_bytes(h, proof, sizeof(proof));
}

/* Reads no further than the proof: frames follow it. */
static ssize_t receive(struct handshake *h)
{
	size_t end = h->len < HELLO_SIZE ? HELLO_SIZE : sizeof(h->received);
	ssize_t len = recv(h->ready.fd, h->received + h->len, end - h->len, 0);

	if (len > 0)
		h->len += (size_t)len;
	return len;
}

/* Return: EINPROGRESS while it goes on; else @errnum of ended() */
static int proceed(struct handshake *h)
{
	ssize_t len = receive(h);
	int errnum;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return EINPROGRESS;
	if (len <= 0)
		return HANDSHAKE_GONE;
	if (!hello_matches(h->received, h->len))
		return HANDSHAKE_NO_SECRET;
	if (h->len == HELLO_SIZE) {
		errnum = send_proof(h);
		return errnum ? errnum : EINPROGRESS;
	}
	if (h->len < sizeof(h->received))
		return EINPROGRESS;
	return hello_proof_matches(h->received + HELLO_SIZE, &h->key,
				   other(h->side), h->hellos)
		       ? 0
		       : HANDSHAKE_WRONG;
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct handshake *h = w->data;
	int errnum = proceed(h);

	(void)loop;
	(void)revents;
	if (errnum != EINPROGRESS)
		end(h, errnum);
}

static void on_timeout(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	end(w->data, HANDSHAKE_TIMEOUT);
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
		.timeout_s = HANDSHAKE_TIMEOUT_S,
	};
	TAILQ_INIT(&all->list);
}

static void watch(struct handshake *h, int fd)
{
	struct handshakes *all = h->all;

	ev_io_init(&h->ready, on_ready, fd, EV_READ);
	h->ready.data = h;
	ev_io_start(all->loop, &h->ready);
	ev_timer_init(&h->timeout, on_timeout, all->timeout_s, 0);
	h->timeout.data = h;
	ev_timer_start(all->loop, &h->timeout);
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
		end(TAILQ_FIRST(&all->list), HANDSHAKE_TIMEOUT);
	h->all = all;
	h->key = secret->key;
	h->side = side;
	acceptor_peer(fd, h->who);
	watch(h, fd);
	errnum = send_hello(h);
	if (errnum)
		end(h, errnum);
}

void handshakes_stop(struct handshakes *all)
{
	struct handshake *h;

	while ((h = TAILQ_FIRST(&all->list))) {
		close(detach(h));
		free(h);
	}
}

const char *handshake_why(int errnum)
{
	switch (errnum) {
	case HANDSHAKE_TIMEOUT:
		return "it did not prove the secret in time";
	case HANDSHAKE_GONE:
		return "it disconnected before it had proved the secret: it "
		       "may have none";
	case HANDSHAKE_NO_SECRET:
		return "it uses no secret: give both ends the same one "
		       "(secret_file)";
	case HANDSHAKE_WRONG:
		return "it has another secret (secret_file)";
	default:
		return strerror(errnum);
	}
}
