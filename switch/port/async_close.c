/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/async_close.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define QUEUE_SIZE  PORT_MAX
#define THREADS_MAX 64 /* a thousand taps: 32 take 1.2 s, 64 take 0.8 s */
#define CLOSED	    (-1)

/**
 * struct closing - The queue of descriptors to close, and its threads
 * @lock:	Protects the other members
 * @closed:	Signalled after each close(2)
 * @fds:	A ring; the n-th descriptor ever is at n % QUEUE_SIZE
 * @handed:	Descriptors put into the ring, ever
 * @taken:	Those that a thread has begun to close
 * @passed:	Those that are closed, with all before them closed, too
 * @threads:	Threads running now
 */
static struct closing {
	pthread_mutex_t lock;
	pthread_cond_t closed;
	int fds[QUEUE_SIZE];
	size_t handed;
	size_t taken;
	size_t passed;
	size_t threads;
} closing = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.closed = PTHREAD_COND_INITIALIZER,
};

static int *slot(size_t n)
{
	return &closing.fds[n % QUEUE_SIZE];
}

static void close_one(void)
{
	int *fd = slot(closing.taken++);

	pthread_mutex_unlock(&closing.lock);
	close(*fd);
	pthread_mutex_lock(&closing.lock);
	*fd = CLOSED;
	while (closing.passed < closing.taken &&
	       *slot(closing.passed) == CLOSED)
		closing.passed++;
	pthread_cond_signal(&closing.closed);
}

static void *work(void *unused)
{
	pthread_mutex_lock(&closing.lock);
	while (closing.taken < closing.handed)
		close_one();
	closing.threads--;
	pthread_mutex_unlock(&closing.lock);
	return unused;
}

/* The thread blocks all signals: the loop handles them. */
static bool start_thread(void)
{
	sigset_t all, before;
	pthread_t thread;
	int errnum;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errnum = pthread_create(&thread, NULL, work, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!errnum)
		pthread_detach(thread);
	return !errnum;
}

void async_close(int fd)
{
	pthread_mutex_lock(&closing.lock);
	while (closing.handed - closing.passed == QUEUE_SIZE)
		pthread_cond_wait(&closing.closed, &closing.lock);
	*slot(closing.handed++) = fd;
	if (closing.threads < THREADS_MAX && start_thread())
		closing.threads++;
	/* If no thread can be started, close here: that only takes longer. */
	while (!closing.threads && closing.taken < closing.handed)
		close_one();
	pthread_mutex_unlock(&closing.lock);
}

size_t async_close_mark(void)
{
	return closing.handed; /* no lock: no thread changes it */
}

bool async_close_has_closed(size_t mark)
{
	bool ret;

	pthread_mutex_lock(&closing.lock);
	ret = closing.passed >= mark;
	pthread_mutex_unlock(&closing.lock);
	return ret;
}

bool async_close_wait_one(void)
{
	bool any;

	pthread_mutex_lock(&closing.lock);
	any = closing.passed < closing.handed;
	if (any)
		pthread_cond_wait(&closing.closed, &closing.lock);
	pthread_mutex_unlock(&closing.lock);
	return any;
}

void async_close_wait(void)
{
	while (async_close_wait_one())
		;
}
