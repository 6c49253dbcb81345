/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_switch.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/time.h"
#include "control/grammar.h"

#define PIECE	   1000 /* numbers that `count` writes at a time */
#define PATIENCE_S 20	/* a test that takes longer is ended */
#define FDS_MAX	   8

static int run_say(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	(void)err;
	app->runs++;
	writer_str(&answer->out, NULL, args_str(args, "text"));
	return 0;
}

static int run_nothing(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	(void)args;
	(void)answer;
	(void)err;
	app->runs++;
	return 0;
}

static int run_refuse(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)answer;
	return err_say(err, ENOENT, "no-such-port", 1, "no port \"%s\"", "p7");
}

static int run_stumble(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)answer;
	return err_set(err, ENOENT, "open \"%s\"", "x");
}

static int count_more(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	size_t to = args_uint(args, "to", 0);
	size_t piece = args_uint(args, "by", PIECE);

	if (args_has(args, "late"))
		return err_say(err, EIO, "late", 0, "too late");
	app->pieces++;
	if (!answer->cursor)
		writer_begin_array(&answer->out, NULL);
	for (size_t i = 0; i < piece && answer->cursor < to; i++)
		writer_uint(&answer->out, NULL, ++answer->cursor);
	if (answer->cursor < to)
		return ANSWER_MORE;
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

static int run_count(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)args;
	(void)err;
	app->runs++;
	answer->more = count_more;
	return 0;
}

static int wait_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)args;
	(void)answer;
	(void)err;
	app->checks++;
	return app->is_open ? ANSWER_DONE : ANSWER_LATER;
}

static int await_more(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	(void)args;
	app->checks++;
	fake_now_ns += (int64_t)app->check_us * 1000;
	if (app->is_open)
		return ANSWER_DONE;
	if (time_now_ms() < answer->until_ms)
		return ANSWER_LATER;
	return err_say(err, ETIMEDOUT, "timeout", 0, "too late");
}

static uint64_t await_changes(const struct app *app, const struct args *args,
			      const struct answer *answer)
{
	(void)args;
	(void)answer;
	return app->changes;
}

static int run_wait(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)err;
	answer->more = wait_more;
	return 0;
}

static int run_await(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)app;
	(void)err;
	answer->changes = await_changes;
	answer->until_ms =
		time_now_ms() + (int64_t)args_uint(args, "timeout", 3600000);
	answer->more = await_more;
	return 0;
}

/* A line for each change, beginning with the first */
static int stream_more(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	size_t piece = args_uint(args, "by", PIECE);
	char line[32];
	int len;

	(void)err;
	app->pieces++;
	for (size_t i = 0; i < piece && answer->cursor < app->changes; i++) {
		len = snprintf(line, sizeof(line), "change %zu\n",
			       ++answer->cursor);
		writer_raw(&answer->out, line, (size_t)len);
	}
	if (app->is_open)
		return ANSWER_DONE;
	return answer->cursor < app->changes ? ANSWER_MORE : ANSWER_LATER;
}

static void stream_drop(void *state)
{
	struct app **app = state;

	(*app)->dropped++;
}

static int run_stream(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct app **state = malloc(sizeof(*state));

	(void)args;
	if (!state)
		return err_set(err, ENOMEM, "begin a stream");
	*state = app;
	answer->state = state;
	answer->state_size = sizeof(*state);
	answer->drop = stream_drop;
	answer->is_stream = true;
	answer->changes = await_changes;
	answer->more = stream_more;
	return 0;
}

static int run_take(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)args;
	(void)err;
	app->kept = answer->fd;
	answer->fd = -1;
	return 0;
}

static int run_look(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)err;
	writer_bool(&answer->out, NULL, answer->fd >= 0);
	return 0;
}

int64_t fake_now_ns;

static int64_t now_ns(void)
{
	return fake_now_ns;
}

static int run_toil(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)answer;
	(void)err;
	app->runs++;
	fake_now_ns += (int64_t)args_uint(args, "us", 0) * 1000;
	return 0;
}

static const struct command commands[] = {
	{ .syntax = "say <text:word>", .run = run_say },
	{ .syntax = "nothing", .run = run_nothing },
	{ .syntax = "refuse", .run = run_refuse },
	{ .syntax = "stumble", .run = run_stumble },
	{ .syntax = "count <to:0..9999999> [by <by:1..9999999>]",
	  .run = run_count },
	{ .syntax = "count [late]", .run = run_count },
	{ .syntax = "wait", .run = run_wait },
	{ .syntax = "await [timeout <timeout:0..9999999>]", .run = run_await },
	{ .syntax = "stream [by <by:1..9999999>]", .run = run_stream },
	{ .syntax = "take", .run = run_take, .effect = CHANGES },
	{ .syntax = "look", .run = run_look, .effect = RESTRICTED },
	{ .syntax = "toil <us:0..9999999>", .run = run_toil },
};

struct server *fake_serve(struct fake_switch *f, struct err *err)
{
	static const struct grammar grammar = { commands, ARRAY_SIZE(commands),
						NULL };

	return server_new(f->loop, &f->config, &grammar, &f->app, err);
}

void fake_serve_again(struct fake_switch *f)
{
	struct err err;

	server_free(f->server);
	f->server = fake_serve(f, &err);
	if (!f->server)
		abort();
}

int fake_switch_start(void **state)
{
	struct fake_switch *f = calloc(1, sizeof(*f));
	struct err err;

	alarm(PATIENCE_S);
	f->app.kept = -1;
	strcpy(f->dir, "/tmp/fake_switch.XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/sock", f->dir);
	f->config = (struct server_config){
		.path = f->path,
		.mode = 0600,
		.group = (gid_t)-1,
		.now_ns = now_ns,
	};
	f->loop = ev_loop_new(0);
	f->server = fake_serve(f, &err);
	*state = f;
	return f->server ? 0 : -1;
}

int fake_switch_stop(void **state)
{
	struct fake_switch *f = *state;

	server_free(f->server);
	ev_loop_destroy(f->loop);
	unlink(f->path);
	rmdir(f->dir);
	free(f);
	return 0;
}

void run_iteration(struct fake_switch *f)
{
	ev_run(f->loop, EVRUN_NOWAIT);
}

static void on_time_over(EV_P_ ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	ev_break(EV_A_ EVBREAK_ALL);
}

unsigned int iterations_in(struct fake_switch *f, unsigned int ms)
{
	unsigned int before = ev_iteration(f->loop);
	ev_timer over;

	ev_now_update(f->loop);
	ev_timer_init(&over, on_time_over, ms / 1000.0, 0);
	ev_timer_start(f->loop, &over);
	ev_run(f->loop, 0);
	return ev_iteration(f->loop) - before;
}

int client_connect(struct fake_switch *f)
{
	return client_connect_to(f, f->config.path);
}

int client_connect_to(struct fake_switch *f, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, path);
	if (connect(client, (struct sockaddr *)&address, sizeof(address))) {
		close(client);
		return -1;
	}
	run_iteration(f);
	return client;
}

void client_send(int client, const char *text)
{
	client_send_fds(client, text, NULL, 0);
}

void client_send_fds(int client, const char *text, const int *fds, size_t n)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec iov = { (char *)text, strlen(text) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (n) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(n * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	}
	if (sendmsg(client, &msg, MSG_NOSIGNAL) != (ssize_t)iov.iov_len)
		abort();
}

const char *client_read(struct fake_switch *f, int client)
{
	static char line[LINE_SIZE_MAX];
	size_t len = 0;

	while (len < sizeof(line)) {
		/* What follows the line stays in the socket. */
		ssize_t got = recv(client, line + len, sizeof(line) - len,
				   MSG_PEEK | MSG_DONTWAIT);
		char *end;

		if (!got || (got < 0 && errno != EAGAIN))
			return NULL;
		if (got < 0) {
			iterations_in(f, 1);
			continue;
		}
		end = memchr(line + len, '\n', (size_t)got);
		if (end)
			got = end + 1 - (line + len);
		if (recv(client, line + len, (size_t)got, 0) != got)
			abort();
		len += (size_t)got;
		if (end) {
			*end = '\0';
			return line;
		}
	}
	abort();
}

const char *client_request(struct fake_switch *f, int client, const char *line)
{
	client_send(client, line);
	client_send(client, "\n");
	return client_read(f, client);
}

unsigned int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}
