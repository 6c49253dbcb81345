/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termcap.h>
#include <unistd.h>

#include "base/time.h"
#include "top_view.h"

#define FILTER_SIZE 32
#define ESCAPE	    27
#define ESCAPE_MS   25	 /* in which the rest of a function key's code comes */
#define ANSWER_MS   2000 /* keys wait as long, if the switch does not answer */
#define RED	    1

/**
 * struct screen - What is on the terminal
 * @row:	The next line to be drawn
 * @unblocked:	The signals that are blocked while it waits: those of the caller
 * @is_ending:	A key has ended it
 */
struct screen {
	struct top_sampler *sampler;
	struct top_view view;
	char filter[FILTER_SIZE];
	int row;
	sigset_t unblocked;
	bool has_colour;
	bool is_ending;
};

static volatile sig_atomic_t ended_by;

static void note_signal(int number)
{
	ended_by = number;
}

/* Those that would end the process with the terminal as it is: not those that the
 * caller ignores, as nohup(1) does.  They, and changes of size, are blocked except
 * while wait_for_keys() waits, so that none comes just before that unnoticed. */
static void catch_signals(struct screen *s)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	const struct sigaction action = { .sa_handler = note_signal };
	struct sigaction old;
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGWINCH);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!sigaction(numbers[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN) {
			sigaction(numbers[i], &action, NULL);
			sigaddset(&blocked, numbers[i]);
		}
	sigprocmask(SIG_BLOCK, &blocked, &s->unblocked);
}

/* For an exit in the middle, when memory is short */
static void restore_terminal(void)
{
	if (!isendwin())
		endwin();
}

static int begin(struct screen *s, struct err *err)
{
	const char *type = getenv("TERM"); /* there is one: see top.c */

	setlocale(LC_CTYPE, "");
	s->view.is_utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (tgetent(NULL, type) != 1 || !newterm(NULL, stdout, stdin))
		return err_say(err, ENOTTY, "no-terminal", 0,
			       "terminals of type \"%s\" are not known here: "
			       "set TERM, or use a pipe: tapctl top | cat",
			       type);
	atexit(restore_terminal);
	catch_signals(s);
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	curs_set(0);
	if (s->has_colour && start_color() == OK) {
		use_default_colors();
		init_pair(RED, COLOR_RED, -1);
	}
	return 0;
}

static attr_t attributes_of(enum top_look look, bool has_colour)
{
	switch (look) {
	case TOP_PLAIN:
		break;
	case TOP_TITLE:
		return A_BOLD;
	case TOP_HEADING:
		return A_REVERSE;
	case TOP_FAINT:
		return A_DIM;
	case TOP_WARNING:
		return has_colour ? (attr_t)COLOR_PAIR(RED) : A_BOLD;
	}
	return A_NORMAL;
}

static void draw_line(void *screen, const char *text, enum top_look look)
{
	struct screen *s = screen;

	attrset(attributes_of(look, s->has_colour));
	mvaddstr(s->row++, 0, text);
}

static void draw(struct screen *s)
{
	s->view.width = (size_t)COLS;
	s->view.height = (size_t)LINES;
	s->view.filter = s->filter;
	s->row = 0;
	erase();
	top_view_draw(&s->view, &s->sampler->rates, draw_line, s);
	refresh();
}

static void type_filter(struct screen *s, int key)
{
	const size_t len = strlen(s->filter);

	if (key == ESCAPE)
		s->filter[0] = '\0';
	if (key == ESCAPE || key == '\n' || key == KEY_ENTER)
		s->view.is_typing = false;
	else if ((key == KEY_BACKSPACE || key == '\b' || key == 0x7f) && len)
		s->filter[len - 1] = '\0';
	else if (key > ' ' && key < 0x7f && len + 1 < FILTER_SIZE)
		s->filter[len] = (char)key;
}

static void scroll_by(struct screen *s, long ports)
{
	const size_t first = s->view.first;

	if (ports < 0 && (size_t)-ports > first)
		s->view.first = 0;
	else
		s->view.first = first + (size_t)ports;
}

static void act(struct screen *s, int key)
{
	const enum top_order order = top_view_order(key);

	if (order != TOP_ORDER_COUNT) {
		s->view.order = order;
		s->view.first = 0;
		return;
	}
	switch (key) {
	case 'q':
	case 'Q':
		s->is_ending = true;
		break;
	case ' ':
		s->view.is_paused = !s->view.is_paused;
		break;
	case '/':
		s->view.is_typing = true;
		memset(s->filter, 0, sizeof(s->filter));
		break;
	case ESCAPE:
		memset(s->filter, 0, sizeof(s->filter));
		break;
	case '?':
	case 'h':
		s->view.is_help = true;
		break;
	case KEY_UP:
		scroll_by(s, -1);
		break;
	case KEY_DOWN:
		scroll_by(s, 1);
		break;
	case KEY_PPAGE:
		scroll_by(s, -LINES / 2);
		break;
	case KEY_NPAGE:
		scroll_by(s, LINES / 2);
		break;
	case KEY_HOME:
		s->view.first = 0;
		break;
	case KEY_END:
		s->view.first = s->sampler->rates.port_count;
		break;
	}
}

static void take_key(struct screen *s, int key)
{
	if (key == KEY_RESIZE)
		return; /* the next draw() has the new size */
	if (s->view.is_help)
		s->view.is_help = false;
	else if (s->view.is_typing)
		type_filter(s, key);
	else
		act(s, key);
}

/* Wait for keys, a signal or the time; a terminal that is gone ends it */
static void wait_for_keys(struct screen *s, int64_t until_ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	const int64_t now_ms = time_now_ms();
	const int64_t left_ms = until_ms > now_ms ? until_ms - now_ms : 0;
	const struct timespec left = { .tv_sec = left_ms / 1000,
				       .tv_nsec = left_ms % 1000 * 1000000 };
	int key;

	ppoll(&p, 1, &left, &s->unblocked);
	if (p.revents & (POLLHUP | POLLERR | POLLNVAL))
		s->is_ending = true;
	while ((key = getch()) != ERR)
		take_key(s, key);
}

static int show(struct screen *s, int64_t delay_ms, uint64_t count,
		struct err *err)
{
	int64_t next_ms = 0;

	while (!s->is_ending && !ended_by && count) {
		if (!s->view.is_paused && time_now_ms() >= next_ms) {
			int ret = top_sampler_next(s->sampler, ANSWER_MS, err);

			if (ret && ret != -ETIMEDOUT)
				return ret;
			s->view.message =
				ret ? "the switch does not answer" : NULL;
			next_ms = time_now_ms() + delay_ms;
			if (!ret && !s->sampler->rates.is_first)
				count--;
		}
		draw(s);
		wait_for_keys(s, s->view.is_paused ? time_now_ms() + delay_ms
						   : next_ms);
	}
	return 0;
}

int top_screen_run(struct top_sampler *t, const struct options *o,
		   int64_t delay_ms, uint64_t count, struct err *err)
{
	struct screen s = { .sampler = t, .has_colour = o->has_colour };
	int ret = begin(&s, err);

	if (ret)
		return ret;
	ret = show(&s, delay_ms, count, err);
	restore_terminal();
	if (ended_by) {
		signal(ended_by, SIG_DFL);
		sigprocmask(SIG_SETMASK, &s.unblocked, NULL);
		raise(ended_by);
	}
	return ret;
}
