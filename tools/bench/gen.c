/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gen - send Ethernet frames from an interface as fast as it takes them
 *
 * It uses AF_PACKET without the queueing discipline, and sends many frames by one
 * system call.  If the device's queue is full, it waits a little and continues, so
 * that it counts only frames that the device took.
 *
 * A switch that is faster than the sender sleeps between frames, and waking it
 * costs the sender more than sending a frame: the result would be the speed of the
 * sender.  So with -P gen stops the switch, fills the device's queue, and continues
 * the switch until it sleeps, again and again.  Only the time in which the switch
 * has frames to forward counts.
 *
 * With -o the frames go to an inherited socket instead; in a stream, each after its
 * length, as virtual machines send them.  With -r gen counts the frames that arrive
 * at another socket, and reads them while the switch works, so that the switch can
 * deliver them.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define BATCH_MAX     1024
#define FRAME_MAX     16384
#define TAG_SIZE      4
#define LEN_SIZE      4 /* in front of a frame in a stream */
#define COUNT_MAX     64
#define ALIGN	      2048  /* frames in memory begin at multiples of it */
#define QUEUE_MAX     512   /* frames, if a queue has no limit: as a tap's */
#define FULL_WAIT_NS  20000 /* the time of about ten frames */
#define STATE_POLL_NS 20000
#define PATIENCE_NS   60000000000LL /* for the slowest peer's full queue */
#define SCATTER	      7919 /* a prime: any part of the sequence is a sample */
#define SEND_BUFFER   (64 << 20) /* more than a queue of jumbo frames */
#define ETHERTYPE     0x88b5	 /* IEEE 802 local experimental */
#define LAST_NS	      50000000LL /* without a frame: no more will come */

static const char usage[] =
	"usage: gen [-N netns] [-i ifname] [-D dst] [-S src] [-m dsts] [-n srcs]\n"
	"           [-v vlans] [-s bytes] [-b batch] [-k frames] [-d seconds]\n"
	"           [-c cpu] [-f] [-P pid] [-o fd] [-r fd]\n";

/** struct options - The command line */
struct options {
	const char *netns;
	const char *ifname;
	uint8_t dst[ETH_ALEN];
	uint8_t src[ETH_ALEN];
	uint32_t dsts;	/* number of addresses from dst on, scattered */
	uint32_t srcs;	/* number of addresses from src on, in order */
	uint32_t vlans; /* number of VLANs from 1 on, in order; 0: no tag */
	size_t size;	/* of a frame, without its FCS */
	unsigned int batch;
	uint64_t frames; /* stop after this many, 0: never */
	double seconds;	 /* stop after this time */
	int cpu;	 /* run there, -1: anywhere */
	bool is_first;	 /* run before all other processes */
	pid_t pid;	 /* the switch, to keep it saturated; 0: not */
	int out;	 /* socket to send through, -1: the interface */
	int in;		 /* socket at which frames arrive, -1: none */
};

/** struct counter - A socket at which frames arrive */
struct counter {
	int fd; /* -1: they arrive elsewhere */
	bool is_stream;
	uint64_t frames;
	size_t len; /* bytes received of the next frame */
	uint8_t data[65536];
	struct mmsghdr msgs[COUNT_MAX]; /* without buffers: cut off */
};

/** struct sender - A socket and a batch of frames for it */
struct sender {
	int fd;
	struct sockaddr_ll to;
	uint8_t *frames; /* in a stream, each has its length in front */
	size_t stride;	 /* distance between them */
	struct mmsghdr msgs[BATCH_MAX];
	struct iovec iovs[BATCH_MAX];
	uint64_t sent;
	struct counter arrived;
};

static void die(const char *what)
{
	fprintf(stderr, "gen: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void bad_usage(void)
{
	fputs(usage, stderr);
	exit(2);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void mac_parse(const char *text, uint8_t mac[ETH_ALEN])
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) != ETH_ALEN)
		bad_usage();
}

static struct options options_parse(int argc, char **argv)
{
	struct options o = {
		.ifname = "eth0",
		.dst = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		.src = { 0x02, 0, 0, 0, 0, 0x01 },
		.dsts = 1,
		.srcs = 1,
		.size = 60,
		.batch = 64,
		.seconds = 1,
		.cpu = -1,
		.out = -1,
		.in = -1,
	};
	int which;

	while ((which = getopt(argc, argv,
			       "N:i:D:S:m:n:v:s:b:k:d:c:fP:o:r:")) != -1) {
		switch (which) {
		case 'N':
			o.netns = optarg;
			break;
		case 'i':
			o.ifname = optarg;
			break;
		case 'D':
			mac_parse(optarg, o.dst);
			break;
		case 'S':
			mac_parse(optarg, o.src);
			break;
		case 'm':
			o.dsts = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'n':
			o.srcs = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'v':
			o.vlans = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 's':
			o.size = strtoul(optarg, NULL, 10);
			break;
		case 'b':
			o.batch = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'k':
			o.frames = strtoull(optarg, NULL, 10);
			break;
		case 'd':
			o.seconds = strtod(optarg, NULL);
			break;
		case 'c':
			o.cpu = atoi(optarg);
			break;
		case 'f':
			o.is_first = true;
			break;
		case 'P':
			o.pid = atoi(optarg);
			break;
		case 'o':
			o.out = atoi(optarg);
			break;
		case 'r':
			o.in = atoi(optarg);
			break;
		default:
			bad_usage();
		}
	}
	if (optind != argc || !o.dsts || !o.srcs || !o.batch ||
	    o.batch > BATCH_MAX || o.size < ETH_HLEN + TAG_SIZE ||
	    o.size > FRAME_MAX)
		bad_usage();
	return o;
}

static void enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/var/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
}

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

static void go_first(void)
{
	struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &param))
		die("SCHED_FIFO");
}

static bool is_stream(int fd)
{
	int type;
	socklen_t size = sizeof(type);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size))
		die("socket");
	return type == SOCK_STREAM;
}

static void packet_open(struct sender *s, const char *ifname)
{
	int one = 1;

	s->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (s->fd < 0)
		die("socket");
	if (setsockopt(s->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one,
		       sizeof(one)))
		die("PACKET_QDISC_BYPASS");
	s->to = (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(ifname),
		.sll_halen = ETH_ALEN,
	};
	if (!s->to.sll_ifindex)
		die(ifname);
}

static void sender_open(struct sender *s, const struct options *o)
{
	int size = SEND_BUFFER;

	s->fd = o->out;
	if (s->fd < 0)
		packet_open(s, o->ifname);
	setsockopt(s->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	s->arrived.fd = o->in;
	if (o->in >= 0)
		s->arrived.is_stream = is_stream(o->in);
}

static void put_be16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void sender_fill(struct sender *s, const struct options *o)
{
	const size_t head = is_stream(s->fd) ? LEN_SIZE : 0;

	s->stride = (head + o->size + ALIGN - 1) / ALIGN * ALIGN;
	s->frames = calloc(o->batch, s->stride);
	if (!s->frames)
		die("frames");
	s->frames += head;
	for (unsigned int i = 0; i < o->batch; i++) {
		uint8_t *frame = s->frames + i * s->stride;
		struct msghdr *msg = &s->msgs[i].msg_hdr;
		uint8_t *type = frame + 2 * ETH_ALEN;

		memcpy(frame, o->dst, ETH_ALEN);
		memcpy(frame + ETH_ALEN, o->src, ETH_ALEN);
		if (o->vlans) {
			put_be16(type, ETH_P_8021Q);
			put_be16(type + 2, 1);
			type += TAG_SIZE;
		}
		put_be16(type, ETHERTYPE);
		if (head)
			put_be16(frame - 2, (unsigned int)o->size);
		s->iovs[i] = (struct iovec){ frame - head, head + o->size };
		msg->msg_iov = &s->iovs[i];
		msg->msg_iovlen = 1;
		if (s->to.sll_ifindex) {
			msg->msg_name = &s->to;
			msg->msg_namelen = sizeof(s->to);
		}
	}
}

/* The next address of the @count addresses that begin with @base. */
static void mac_in_turn(uint8_t *mac, const uint8_t *base, uint32_t count,
			uint64_t turn)
{
	uint32_t step = (uint32_t)(turn % count);

	for (int i = 0; i < 4; i++)
		mac[2 + i] = base[2 + i] ^ (uint8_t)(step >> (24 - 8 * i));
}

/* Sends up to @n frames; returns how many the device took, 0 if it is full. */
static unsigned int sender_send(struct sender *s, const struct options *o,
				unsigned int n)
{
	int taken;

	for (unsigned int i = 0; i < n; i++) {
		uint8_t *frame = s->frames + i * s->stride;

		if (o->dsts > 1)
			mac_in_turn(frame, o->dst, o->dsts,
				    (s->sent + i) * SCATTER);
		if (o->srcs > 1)
			mac_in_turn(frame + ETH_ALEN, o->src, o->srcs,
				    s->sent + i);
		if (o->vlans > 1)
			put_be16(frame + 2 * ETH_ALEN + 2,
				 1 + (unsigned int)((s->sent + i) % o->vlans));
	}
	/* Without waiting for room, since the switch may be stopped. */
	taken = sendmmsg(s->fd, s->msgs, n, MSG_DONTWAIT);
	if (taken < 0 && errno != ENOBUFS && errno != EAGAIN)
		die("sendmmsg");
	if (taken <= 0)
		return 0;
	s->sent += (uint64_t)taken;
	return (unsigned int)taken;
}

/* Returns whether any frame came. */
static bool count_datagrams(struct counter *c)
{
	int n = recvmmsg(c->fd, c->msgs, COUNT_MAX, MSG_DONTWAIT, NULL);

	if (n <= 0)
		return false;
	c->frames += (uint64_t)n;
	return true;
}

static size_t size_in_stream(const uint8_t *at)
{
	return LEN_SIZE + ((size_t)at[0] << 24 | (size_t)at[1] << 16 |
			   (size_t)at[2] << 8 | at[3]);
}

static bool count_stream(struct counter *c)
{
	ssize_t n = recv(c->fd, c->data + c->len, sizeof(c->data) - c->len,
			 MSG_DONTWAIT);
	uint8_t *at = c->data;

	if (n <= 0)
		return false;
	c->len += (size_t)n;
	while (c->len >= LEN_SIZE && c->len >= size_in_stream(at)) {
		c->len -= size_in_stream(at);
		at += size_in_stream(at);
		c->frames++;
	}
	memmove(c->data, at, c->len);
	return true;
}

static bool count(struct counter *c)
{
	if (c->fd < 0)
		return false;
	return c->is_stream ? count_stream(c) : count_datagrams(c);
}

/* Counts the frames that are still on their way. */
static void count_last(struct counter *c)
{
	int64_t end = now_ns() + LAST_NS;

	while (c->fd >= 0 && now_ns() < end)
		if (count(c))
			end = now_ns() + LAST_NS;
}

/* Whether /proc/PID/stat shows this state of the process. */
static bool is_in_state(pid_t pid, char state)
{
	char path[32], line[512], *name_end;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("the switch");
	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (n <= 0)
		die("the switch");
	line[n] = '\0';
	name_end = strrchr(line, ')');
	return name_end && name_end[2] == state;
}

static void spin(struct counter *arrived, int64_t span_ns)
{
	int64_t end = now_ns() + span_ns;

	while (now_ns() < end)
		count(arrived);
}

/* A switch that sleeps because its socket is full has not finished. */
static void wait_for_state(pid_t pid, char state, struct counter *arrived)
{
	int64_t end = now_ns() + PATIENCE_NS;

	while (!is_in_state(pid, state) || count(arrived)) {
		if (now_ns() > end) {
			errno = ETIMEDOUT;
			die("the switch");
		}
		spin(arrived, STATE_POLL_NS);
	}
}

static unsigned int next_batch(const struct sender *s, const struct options *o)
{
	uint64_t left = o->frames ? o->frames - s->sent : UINT64_MAX;

	return left < o->batch ? (unsigned int)left : o->batch;
}

/* Sends until the time is over or all is sent; returns how long it took. */
static int64_t run(struct sender *s, const struct options *o)
{
	int64_t begin = now_ns();
	int64_t end = begin + (int64_t)(o->seconds * 1e9);
	unsigned int n;

	while ((n = next_batch(s, o)) && now_ns() < end) {
		if (!sender_send(s, o, n))
			spin(&s->arrived, FULL_WAIT_NS);
		count(&s->arrived);
	}
	return now_ns() - begin;
}

/* Fills the queue of the stopped switch; returns how long the switch needs for it. */
static int64_t run_one_queue(struct sender *s, const struct options *o)
{
	uint64_t most = s->sent + QUEUE_MAX;
	int64_t begin;
	unsigned int n;

	if (kill(o->pid, SIGSTOP))
		die("stop the switch");
	wait_for_state(o->pid, 'T', &s->arrived);
	while (s->sent < most && (n = next_batch(s, o)))
		if (sender_send(s, o, n) < n)
			break;
	begin = now_ns();
	kill(o->pid, SIGCONT);
	wait_for_state(o->pid, 'S', &s->arrived);
	return now_ns() - begin;
}

/* The same as run(), one full queue after the other. */
static int64_t run_saturated(struct sender *s, const struct options *o)
{
	int64_t end = now_ns() + (int64_t)(o->seconds * 1e9);
	int64_t took = 0;

	while (next_batch(s, o) && now_ns() < end)
		took += run_one_queue(s, o);
	return took;
}

int main(int argc, char **argv)
{
	struct options o = options_parse(argc, argv);
	static struct sender s;
	int64_t took;

	if (o.netns)
		enter_netns(o.netns);
	if (o.cpu >= 0)
		run_on(o.cpu);
	if (o.is_first)
		go_first();
	sender_open(&s, &o);
	sender_fill(&s, &o);
	while (count(&s.arrived))
		;
	s.arrived.frames = 0; /* they were not sent by this run */
	took = o.pid ? run_saturated(&s, &o) : run(&s, &o);
	count_last(&s.arrived);
	printf("{\"sent\": %llu, \"seconds\": %.6f, \"arrived\": %llu}\n",
	       (unsigned long long)s.sent, (double)took / 1e9,
	       (unsigned long long)s.arrived.frames);
	return 0;
}
