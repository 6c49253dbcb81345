/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read(2) and write(2) without a function around them.
 *
 * With the mitigations that current x86 machines need, a return right behind a
 * system call is guessed wrong each time.  With the instruction in the caller's
 * loop there is no such return: a write of a small frame to a tap was measured
 * 40 % cheaper.  Even so, where the loop lies decides whether its own branches
 * are guessed right: at the middle of a cache line they were, at its beginning
 * they were not.  Elsewhere these are read() and write().
 */
#ifndef IO_SYS_H
#define IO_SYS_H

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__LP64__)

static inline __attribute__((always_inline)) long sys3(long number, long a,
						       long b, long c)
{
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "0"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return ret;
}

/** sys_read() - Return: bytes read, or a negative errno */
static inline __attribute__((always_inline)) long sys_read(int fd, void *data,
							   size_t len)
{
	return sys3(SYS_read, fd, (long)data, (long)len);
}

/** sys_write() - Return: bytes written, or a negative errno */
static inline __attribute__((always_inline)) long
sys_write(int fd, const void *data, size_t len)
{
	return sys3(SYS_write, fd, (long)data, (long)len);
}

/* The next loop begins in the middle of a cache line. */
#define SYS_LOOP_PLACE __asm__ volatile(".p2align 6\n\t.skip 32, 0x90")

#else

#define SYS_LOOP_PLACE ((void)0)

static inline long sys_read(int fd, void *data, size_t len)
{
	long ret = read(fd, data, len);

	return ret < 0 ? -errno : ret;
}

static inline long sys_write(int fd, const void *data, size_t len)
{
	long ret = write(fd, data, len);

	return ret < 0 ? -errno : ret;
}

#endif

#endif /* IO_SYS_H */
