/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read(2) and write(2), inlined.
 *
 * With the mitigations that current x86 processors need, a return directly
 * after a system call is always mispredicted, and so are the branches of a loop
 * around it unless the instruction is well inside its cache line of 64 bytes.
 * Nor may the first branch after it be one that is taken backwards: in a loop
 * of reads, that made each read and write 300 ns slower.
 *
 * So the instruction is inlined in the caller's loop at a measured offset in
 * the cache line, independent of changes elsewhere in the program.  Forwarding
 * then takes 6 to 17 % less CPU time than through libc, as
 * tools/bench/RESULTS.md shows.  On other architectures these are read() and
 * write().
 */
#ifndef IO_SYS_H
#define IO_SYS_H

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__LP64__)

/* Measured: reads were slow at offsets from 0x34 on, writes below 0x20 and from
 * 0x3d on. */
#define SYS_READ_PLACE	"0x18"
#define SYS_WRITE_PLACE "0x28"

/* The padding is a few long nops, which cost almost nothing. */
#define SYS3(ret, place, number, a, b, c)                                      \
	__asm__ volatile(".p2align 6\n\t.nops " place "\n\tsyscall"            \
			 : "=a"(ret)                                           \
			 : "0"((long)(number)), "D"((long)(a)),                \
			   "S"((long)(b)), "d"((long)(c))                      \
			 : "rcx", "r11", "memory")

/** sys_read() - Return: bytes read, or a negative errno */
static inline __attribute__((always_inline)) long sys_read(int fd, void *data,
							   size_t len)
{
	long ret;

	SYS3(ret, SYS_READ_PLACE, SYS_read, fd, data, len);
	return ret;
}

/** sys_write() - Return: bytes written, or a negative errno */
static inline __attribute__((always_inline)) long
sys_write(int fd, const void *data, size_t len)
{
	long ret;

	SYS3(ret, SYS_WRITE_PLACE, SYS_write, fd, data, len);
	return ret;
}

#else

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
