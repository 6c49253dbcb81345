/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account of the copies that mirrors would make of a frame, in the order in
 * which they would be made.
 *
 * The code that makes copies writes it: see mirror_explain() of path/mirror.h.
 */
#ifndef PATH_MIRROR_ACCOUNT_H
#define PATH_MIRROR_ACCOUNT_H

#include "core/mirror.h"
#include "path/preview.h"

/* Copies that are listed: more than a mirror of all ports makes of a frame that
 * is flooded.  Those into a VLAN may be many more. */
#define MIRROR_COPIES_MAX (2 * PORT_MAX)

/**
 * struct mirror_copy - A copy, or why there is none
 * @mirror:	The mirror that makes it
 * @direction:	Whether @port has received the frame or sends it
 * @form:	Number of the form that is copied: as the frame came, or one in
 *		which it leaves
 * @to:		Port that gets the copy; PORT_NONE if there is no such port
 * @missed:	Why it is not made; MIRROR_MISS_NONE if it is
 * @preview:	What @to gets, if it is made
 */
struct mirror_copy {
	const struct mirror *mirror;
	enum mirror_direction direction;
	unsigned int form;
	port_no port;
	port_no to;
	enum mirror_miss missed;
	struct preview preview;
};

/**
 * struct mirror_account - All copies of a frame
 * @copy:	@count of them
 * @left_off:	Copies for which there was no room in @copy
 * @frames:	By number of the mirror: frames that it would have selected
 *		afterwards
 */
struct mirror_account {
	size_t count;
	uint64_t left_off;
	uint64_t frames[MIRRORS_MAX];
	struct mirror_copy copy[MIRROR_COPIES_MAX];
};

/** mirror_account_begin() - Make an empty account */
void mirror_account_begin(struct mirror_account *account,
			  const struct mirrors *mirrors);

/**
 * mirror_account_add() - Append a copy
 * @copy:	Its @preview is filled in here
 * @part:	What is copied: the frame, or its first bytes
 *
 * Return: 0, or -ENOMEM with @err set
 */
int mirror_account_add(struct mirror_account *account, const struct app *app,
		       const struct mirror_copy *copy,
		       const struct frame *part, struct err *err);

/**
 * mirror_account_count() - Count the copies as egress would
 * @pkt_type:	Type of the frame's destination address
 * @c:		Counters of port @no
 */
void mirror_account_count(const struct mirror_account *account,
			  enum pkt_type pkt_type, port_no no,
			  struct counters *c);

#endif /* PATH_MIRROR_ACCOUNT_H */
