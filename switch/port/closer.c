/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/closer.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define QUEUE_SIZE  PORT_MAX
#define THREADS_MAX 64 /* a thousand taps: 32 take 1.2 s, 64 take 0.8 s */
#define CLOSED	    (-1)

/**
 * struct closer - What waits to be closed, and who does it
 * @lock:	Of all the rest
 * @closed:	@passed has moved on
 * @fds:	A ring; number n of all that was handed over is at n % QUEUE_SIZE
 * @handed:	How many were handed over, ever
 * @taken:	How many of them a thread has taken up
 * @passed:	How many are closed, without one before them that is not
 * @threads:	How many there are now
 */
static struct closer {
	pthread_mutex_t lock;
	pthread_cond_t closed;
	int fds[QUEUE_SIZE];
	size_t handed;
	size_t taken;
	size_t passed;
	size_t threads;
} closer = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.closed = PTHREAD_COND_INITIALIZER,
};

static int *slot(size_t n)
{
	return &closer.fds[n % QUEUE_SIZE];
}

static void close_one(void)
{
	int *fd = slot(closer.taken++);

	pthread_mutex_unlock(&closer.lock);
	close(*fd);
	pthread_mutex_lock(&closer.lock);
	*fd = CLOSED;
	while (closer.passed < closer.taken && *slot(closer.passed) == CLOSED)
		closer.passed++;
	pthread_cond_signal(&closer.closed);
}

static void *work(void *unused)
{
	pthread_mutex_lock(&closer.lock);
	while (closer.taken < closer.handed)
		close_one();
	closer.threads--;
	pthread_mutex_unlock(&closer.lock);
	return unused;
}

/* Signals are the loop's. */
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

void closer_close(int fd)
{
	pthread_mutex_lock(&closer.lock);
	while (closer.handed - closer.passed == QUEUE_SIZE)
		pthread_cond_wait(&closer.closed, &closer.lock);
	*slot(closer.handed++) = fd;
	if (closer.threads < THREADS_MAX && start_thread())
		closer.threads++;
	/* Without threads it takes longer, and that is all. */
	while (!closer.threads && closer.taken < closer.handed)
		close_one();
	pthread_mutex_unlock(&closer.lock);
}

size_t closer_mark(void)
{
	return closer.handed; /* which no thread changes */
}

bool closer_has_closed(size_t mark)
{
	bool ret;

	pthread_mutex_lock(&closer.lock);
	ret = closer.passed >= mark;
	pthread_mutex_unlock(&closer.lock);
	return ret;
}

bool closer_wait_one(void)
{
	bool any;

	pthread_mutex_lock(&closer.lock);
	any = closer.passed < closer.handed;
	if (any)
		pthread_cond_wait(&closer.closed, &closer.lock);
	pthread_mutex_unlock(&closer.lock);
	return any;
}

void closer_wait(void)
{
	while (closer_wait_one())
		;
}
