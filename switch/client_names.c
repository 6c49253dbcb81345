/* SPDX-License-Identifier: BSD-2-Clause */
#include "client_names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "base/mac.h"
#include "base/names.h"
#include "control/syntax.h"
#include "frame/frame.h"
#include "ports.h"

#define NUMBER_MARK "%d"
#define PATH_MARK   "%p"
#define USER_MARK   "%u"
#define MAC_MARK    "%m"
#define NUMBER_MAX  99999
#define NUMBER_LEN  strlen("99999")

static const char *const marks[] = { NUMBER_MARK, PATH_MARK, USER_MARK };

static void put(const char *pattern, const char *mark, const char *value,
		char name[PORT_NAME_SIZE])
{
	const char *at = strstr(pattern, mark);

	snprintf(name, PORT_NAME_SIZE, "%.*s%s%s", (int)(at - pattern), pattern,
		 value, at + strlen(mark));
}

static void put_number(const char *pattern, uint32_t number,
		       char name[PORT_NAME_SIZE])
{
	char value[16];

	snprintf(value, sizeof(value), "%u", number);
	put(pattern, NUMBER_MARK, value, name);
}

static bool is_name(const char *text)
{
	return syntax_fits((struct span){ "name", strlen("name") }, text);
}

bool client_names_has_mac(const char *pattern)
{
	return strstr(pattern, MAC_MARK);
}

/* The bytes are separated by colons, not dashes: a name that looks like a range
 * of ports would be taken for one. */
static void put_mac(const char *pattern, struct mac mac,
		    char name[PORT_NAME_SIZE])
{
	char value[MAC_TEXT_SIZE];

	put(pattern, MAC_MARK, mac_format(mac, value), name);
}

static bool fits_with_mac(const char *pattern)
{
	char name[PORT_NAME_SIZE];

	if (strlen(pattern) - strlen(MAC_MARK) + MAC_TEXT_SIZE > PORT_NAME_SIZE)
		return false;
	put_mac(pattern, (struct mac){ { 0 } }, name);
	return is_name(name); /* false if it has another mark, too */
}

bool client_names_fit(const char *pattern)
{
	char name[PORT_NAME_SIZE], shorter[PORT_NAME_SIZE];
	size_t n = 0;

	if (client_names_has_mac(pattern))
		return fits_with_mac(pattern);
	if (strlen(pattern) + NUMBER_LEN >= PORT_NAME_SIZE)
		return false;
	strcpy(name, pattern);
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		if (!strstr(name, marks[i]))
			continue;
		strcpy(shorter, name);
		put(shorter, marks[i], "1", name);
		n++;
	}
	return n && is_name(name);
}

/* The last component of a path without its suffix; characters that a name may
 * not have become underscores. */
static void name_of_path(const char *path, char name[PORT_NAME_SIZE])
{
	const char *base = strrchr(path, '/');
	const char *suffix;
	size_t len;

	base = base ? base + 1 : path;
	suffix = strrchr(base, '.');
	len = suffix && suffix > base ? (size_t)(suffix - base) : strlen(base);
	snprintf(name, PORT_NAME_SIZE, "%.*s", (int)len, base);
	for (char *p = name; *p; p++)
		if (!is_name((char[]){ 'a', *p, '\0' }))
			*p = '_';
}

/* In commands, a leading dash makes an option, and p1-p3 stands for three
 * ports. */
static void make_plain(char name[PORT_NAME_SIZE])
{
	struct names_range range;

	if (*name == '-')
		*name = '_';
	if (names_range_parse(name, &range))
		*strrchr(name, '-') = '_';
}

static int no_value(const char *mark, const char *what, struct err *err)
{
	return err_say(err, ENOENT, "no-name", 0,
		       "it has %s, which the name needs (%s)", what, mark);
}

/* If the name becomes too long, the end of the path's part is cut off, leaving
 * room for a number. */
static int put_path(char name[PORT_NAME_SIZE], const char *path,
		    struct err *err)
{
	const bool has_number = strstr(name, NUMBER_MARK);
	size_t room = PORT_NAME_SIZE - 1 + strlen(PATH_MARK) - strlen(name);
	char value[PORT_NAME_SIZE], pattern[PORT_NAME_SIZE];

	if (!path || !*path)
		return no_value(PATH_MARK, "no path", err);
	name_of_path(path, value);
	room -= has_number ? NUMBER_LEN - strlen(NUMBER_MARK) : 0;
	if (strlen(value) > room)
		value[room] = '\0';
	strcpy(pattern, name);
	put(pattern, PATH_MARK, value, name);
	make_plain(name);
	return 0;
}

static int put_user(char name[PORT_NAME_SIZE], uid_t uid, struct err *err)
{
	char value[16], pattern[PORT_NAME_SIZE];

	if (uid == (uid_t)-1)
		return no_value(USER_MARK, "no user", err);
	snprintf(value, sizeof(value), "%u", uid);
	strcpy(pattern, name);
	put(pattern, USER_MARK, value, name);
	return 0;
}

/* Parses the number of a name made from a pattern; false for other names. */
static bool number_of(const char *pattern, const char *name, uint32_t *number)
{
	size_t len = (size_t)(strstr(pattern, NUMBER_MARK) - pattern);
	char again[PORT_NAME_SIZE];

	if (strncmp(name, pattern, len) != 0 ||
	    sscanf(name + len, "%" SCNu32, number) != 1 || *number > PORT_MAX)
		return false;
	put_number(pattern, *number, again);
	return !strcmp(again, name);
}

/* Uses the number that is asked for, if no port has it, else the lowest free
 * one.  There are more numbers than ports. */
static void choose_number(const struct app *app, uint32_t wanted,
			  char name[PORT_NAME_SIZE])
{
	bool is_taken[PORT_MAX + 1] = { false };
	char pattern[PORT_NAME_SIZE];
	uint32_t n;

	strcpy(pattern, name);
	if (wanted <= NUMBER_MAX) {
		put_number(pattern, wanted, name);
		if (!app_port(app, name))
			return;
	}
	for (const struct port *p = NULL; (p = app_next_port(app, p));)
		if (number_of(pattern, p->name, &n))
			is_taken[n] = true;
	for (n = 0; n < PORT_MAX && is_taken[n]; n++)
		;
	put_number(pattern, n, name);
}

int client_names_choose(const struct app *app, const char *pattern,
			const struct listener_client *client,
			char name[PORT_NAME_SIZE], struct err *err)
{
	int ret = 0;

	strcpy(name, pattern);
	if (client_names_has_mac(pattern))
		put(pattern, MAC_MARK, NUMBER_MARK, name);
	if (strstr(name, USER_MARK))
		ret = put_user(name, client->peer.uid, err);
	if (!ret && strstr(name, PATH_MARK))
		ret = put_path(name, client->path, err);
	if (ret)
		return ret;
	if (strstr(name, NUMBER_MARK)) {
		choose_number(app, client->wanted, name);
		return 0;
	}
	if (app_port(app, name))
		return err_say(err, EEXIST, "port-exists", 0,
			       "port \"%s\" exists already: add %%d to the "
			       "name \"%s\" in \"port listen\"",
			       name, pattern);
	return 0;
}

/* Source address of the first frame that has a valid one */
static bool source_of(const struct buf *frames, size_t n, struct mac *mac)
{
	for (size_t i = 0; i < n; i++) {
		if (frames[i].len < ETH_HEADER_SIZE)
			continue;
		memcpy(mac, frames[i].data + sizeof(*mac), sizeof(*mac));
		if (!mac_is_group(*mac) && !mac_is_zero(*mac))
			return true;
	}
	return false;
}

static void rename_port(struct port *port, const char *name)
{
	port_log(port, LOG_LEVEL_INFO, "renamed %s", name);
	app_rename_port(port, name);
}

bool client_names_take_mac(const struct app *app, struct port *port,
			   const struct buf *frames, size_t n)
{
	const char *pattern = port->listener->name;
	char name[PORT_NAME_SIZE], number[PORT_NAME_SIZE];
	struct port *holder;
	struct mac mac;

	if (!client_names_has_mac(pattern))
		return true; /* the pattern was changed meanwhile */
	if (!source_of(frames, n, &mac))
		return false;
	put_mac(pattern, mac, name);
	holder = app_port(app, name);
	if (holder && !(holder->listener && holder->not_present)) {
		port_log(port, LOG_LEVEL_WARN,
			 "keeps this name: port \"%s\" exists already", name);
		return true;
	}
	strcpy(number, port->name);
	if (holder)
		rename_port(holder, number);
	rename_port(port, name);
	return true;
}
