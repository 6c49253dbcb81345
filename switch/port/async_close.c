/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/async_close.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define QUEUE_SIZE  PORT_MAX
#define THREADS_MAX 64 /* a thousand taps: 32 take 1.2 s, 64 take 0.8 s */
#define CLOSED	    (-1)

/**
 * struct close_queue - The queue of descriptors to close, and its threads
 * @lock:	Protects the other members
 * @closed:	Signalled after each close(2)
 * @fds:	A ring; the n-th descriptor ever is at n % QUEUE_SIZE
 * @added:	Descriptors put into the ring, ever
 * @started:	Those that a thread has begun to close
 * @done:	Those that are closed, with all before them closed, too
 * @threads:	Threads running now
 */
static struct close_queue {
	pthread_mutex_t lock;
	pthread_cond_t closed;
	int fds[QUEUE_SIZE];
	size_t added;
	size_t started;
	size_t done;
	size_t threads;
} close_queue = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.closed = PTHREAD_COND_INITIALIZER,
};

static int *slot(size_t n)
{
	return &close_queue.fds[n % QUEUE_SIZE];
}

static void close_one(void)
{
	int *fd = slot(close_queue.started++);

	pthread_mutex_unlock(&close_queue.lock);
	close(*fd);
	pthread_mutex_lock(&close_queue.lock);
	*fd = CLOSED;
	while (close_queue.done < close_queue.started &&
	       *slot(close_queue.done) == CLOSED)
		close_queue.done++;
	pthread_cond_signal(&close_queue.closed);
}

static void *run_thread(void *unused)
{
	pthread_mutex_lock(&close_queue.lock);
	while (close_queue.started < close_queue.added)
		close_one();
	close_queue.threads--;
	pthread_mutex_unlock(&close_queue.lock);
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
	errnum = pthread_create(&thread, NULL, run_thread, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!errnum)
		pthread_detach(thread);
	return !errnum;
}

void async_close(int fd)
{
	pthread_mutex_lock(&close_queue.lock);
	while (close_queue.added - close_queue.done == QUEUE_SIZE)
		pthread_cond_wait(&close_queue.closed, &close_queue.lock);
	*slot(close_queue.added++) = fd;
	if (close_queue.threads < THREADS_MAX && start_thread())
		close_queue.threads++;
	/* If no thread can be started, close here: that only takes longer. */
	while (!close_queue.threads && close_queue.started < close_queue.added)
		close_one();
	pthread_mutex_unlock(&close_queue.lock);
}

size_t async_close_mark(void)
{
	return close_queue.added; /* no lock: no thread changes it */
}

bool async_close_has_closed(size_t mark)
{
	bool ret;

	pthread_mutex_lock(&close_queue.lock);
	ret = close_queue.done >= mark;
	pthread_mutex_unlock(&close_queue.lock);
	return ret;
}

bool async_close_wait_one(void)
{
	bool any;

	pthread_mutex_lock(&close_queue.lock);
	any = close_queue.done < close_queue.added;
	if (any)
		pthread_cond_wait(&close_queue.closed, &close_queue.lock);
	pthread_mutex_unlock(&close_queue.lock);
	return any;
}

void async_close_wait(void)
{
	while (async_close_wait_one())
		;
}
