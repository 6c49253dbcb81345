/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a port would get of a frame: its tag and its form.
 *
 * The tag is written and the frame is cut by the code that egress uses, on a
 * copy.
 */
#ifndef PATH_PREVIEW_H
#define PATH_PREVIEW_H

#include "app.h"
#include "core/decide.h"

/** enum preview_tag - What happens to the outer tag */
enum preview_tag {
	PREVIEW_TAG_KEPT,		/* or there is none, and none is added */
	PREVIEW_TAG_ADDED,
	PREVIEW_TAG_REMOVED,
	PREVIEW_TAG_CHANGED,
	PREVIEW_TAG_COUNT,
};

/** enum preview_form - The form in which the frame leaves */
enum preview_form {
	PREVIEW_WHOLE,
	PREVIEW_CSUM,			/* with its checksum finished */
	PREVIEW_SEGMENTED,
	PREVIEW_FORM_COUNT,
};

/**
 * struct preview - What a port would get
 * @tpid, @tci:	Its outer tag; both 0 if it has none
 * @frames:	Number of frames: segments, or 1
 * @bytes:	Bytes of all of them
 */
struct preview {
	enum preview_tag tag;
	enum preview_form form;
	uint16_t tpid;
	uint16_t tci;
	uint32_t frames;
	uint64_t bytes;
};

/**
 * preview_receive() - Parse a frame as if a port had received it
 * @f:		@f->data and @f->len are set, with an empty virtio-net header in
 *		front; all else is filled
 */
void preview_receive(const struct port *from, struct frame *f);

/**
 * preview_frame() - The frame itself, with the tag that a port would get
 *
 * Return: a copy, valid until this function is called again
 */
struct frame preview_frame(const struct app *app, const struct frame *f,
			   const struct verdict *v, port_no no);

/**
 * preview_make() - Find out what a port would get
 * @v:		Verdict on @f, which is sent to @no
 *
 * The frame is looked at alone: merging it with others, and queues, change
 * nothing.
 *
 * Return: 0, or -ENOMEM with @err set
 */
int preview_make(const struct app *app, const struct frame *f,
		 const struct verdict *v, port_no no, struct preview *p,
		 struct err *err);

/** preview_is_same() - Whether two ports would get the same of a frame */
bool preview_is_same(const struct app *app, const struct verdict *v, port_no a,
		     port_no b);

/** preview_count() - Count it as egress would, in counters of the port */
void preview_count(const struct preview *p, enum pkt_type pkt_type,
		   struct counters *c);

const char *preview_tag_word(enum preview_tag tag);
const char *preview_form_word(enum preview_form form);

#endif /* PATH_PREVIEW_H */
