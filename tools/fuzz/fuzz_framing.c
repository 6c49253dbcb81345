/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: how a stream is read, then the stream, in the pieces in which it comes.
 *
 * First a byte: 1 when each frame has its header in front, and twice what the
 * frames of a batch are less one.  Then each piece, by its first byte:
 *
 *	below 128	as many bytes follow
 *	128 and more	and two more bytes: a run.  The lower 7 bits and the first
 *			say how many, by 4, the second says of what
 *
 * What comes out is what the whole stream says, wherever it was cut.
 */
#include <string.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "fuzz.h"

#define BATCH_MAX   32
#define STREAM_SIZE (2 * FRAMING_BACKLOG)

/**
 * struct reader - As a port has it
 * @read:	Bytes of the stream that have come
 * @taken:	Bytes of it that were frames
 * @is_ended:	By a length that no frame has
 */
static struct reader {
	struct bytebuf in;
	size_t header;
	size_t most;
	size_t read;
	size_t taken;
	bool is_ended;
} reader;

static uint8_t stream[STREAM_SIZE];
static size_t stream_len;

/* Each in memory of just its size: the address sanitizer looks on. */
static struct buf bufs[BATCH_MAX];

/* Once: to give them back takes longer than to use them. */
static void make_rooms(void)
{
	if (!reader.in.bytes)
		must(bytebuf_init(&reader.in, FRAMING_BACKLOG));
	for (size_t i = 0; i < BATCH_MAX && !bufs[i].data; i++) {
		uint8_t *room = malloc(VNET_HDR_SIZE + FRAME_SIZE_MAX);

		must(room);
		bufs[i].data = room + VNET_HDR_SIZE;
	}
}

static void start(uint8_t how)
{
	make_rooms();
	bytebuf_drop(&reader.in, reader.in.len);
	reader = (struct reader){ .in = reader.in,
				  .header = how & 1 ? VNET_HDR_SIZE : 0,
				  .most = 1 + how / 2 % BATCH_MAX };
	stream_len = 0;
}

static bool is_length(uint32_t len)
{
	return len >= reader.header && len <= FRAME_SIZE_MAX + reader.header;
}

static void check_header(const struct buf *buf)
{
	static const uint8_t zeros[VNET_HDR_SIZE];

	if (!reader.header)
		must(!memcmp(buf->data - VNET_HDR_SIZE, zeros, VNET_HDR_SIZE));
}

/* That it is what the stream has where it was read last */
static void check_frame(const struct buf *buf)
{
	const uint8_t *at = stream + reader.taken;
	uint32_t len = get_be32(at);

	must(reader.taken + FRAMING_SIZE + len <= reader.read);
	must(is_length(len));
	must(buf->len == len - reader.header && buf->len <= FRAME_SIZE_MAX);
	must(!memcmp(buf->data - reader.header, at + FRAMING_SIZE, len));
	check_header(buf);
	reader.taken += FRAMING_SIZE + len;
}

/* A batch; returns whether there may be more. */
static bool take(void)
{
	size_t n;
	uint32_t bad =
		framing_take(&reader.in, reader.header, bufs, reader.most, &n);

	must(n <= reader.most);
	for (size_t i = 0; i < n; i++)
		check_frame(&bufs[i]);
	if (bad) {
		uint32_t len = get_be32(stream + reader.taken);

		must(!is_length(len) && (bad == len || !len));
		reader.is_ended = true;
	}
	return n == reader.most && !bad;
}

/* No frame is held back that is there, nor a fault. */
static void check_rest(void)
{
	size_t waits = reader.read - reader.taken;

	must(reader.in.len == waits);
	if (reader.is_ended || waits < FRAMING_SIZE)
		return;
	must(is_length(get_be32(stream + reader.taken)));
	must(waits < FRAMING_SIZE + get_be32(stream + reader.taken));
}

/* What was put into the stream since the last time comes, as there is room. */
static void come(void)
{
	while (reader.read < stream_len && !reader.is_ended) {
		size_t room, n = stream_len - reader.read;
		uint8_t *at = bytebuf_room(&reader.in, &room);

		must(room > 0);
		n = n < room ? n : room;
		memcpy(at, stream + reader.read, n);
		bytebuf_grow(&reader.in, n);
		reader.read += n;
		while (take())
			;
		check_rest();
	}
}

/* Returns how many bytes of the input it was. */
static size_t put_piece(const uint8_t *data, size_t size)
{
	bool is_run = data[0] & 0x80;
	size_t n = is_run ? 0 : data[0], of_input = is_run ? 3 : 1 + n;

	if (of_input > size)
		return size;
	if (is_run)
		n = 4 * ((size_t)(data[0] & 0x7f) << 8 | data[1]);
	if (n > STREAM_SIZE - stream_len)
		n = STREAM_SIZE - stream_len;
	if (is_run)
		memset(stream + stream_len, data[2], n);
	else
		memcpy(stream + stream_len, data + 1, n);
	stream_len += n;
	return of_input;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at = 1;

	if (!size)
		return 0;
	start(data[0]);
	while (at < size && !reader.is_ended) {
		at += put_piece(data + at, size - at);
		come();
	}
	return 0;
}
