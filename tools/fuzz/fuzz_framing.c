/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: how a stream is read, then the stream, in pieces as they arrive.
 *
 * The first byte is odd if each frame has its header in front; half of it plus one is
 * the number of frames in a batch.  Then each piece, by its first byte:
 *
 *	below 128	this many bytes follow
 *	128 and more	and two more bytes: a run of one byte.  The lower 7 bits and
 *			the first are the length divided by 4, the second is the byte
 *
 * The frames that come out are those of the whole stream, wherever it was cut.
 */
#include <string.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "fuzz.h"

#define BATCH_MAX   32
#define STREAM_SIZE (2 * FRAMING_BACKLOG)

/**
 * struct reader - The state that a port has
 * @read:	Bytes of the stream that have arrived
 * @taken:	Bytes of it that were returned as frames
 * @is_ended:	By an invalid length
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

/* Each in memory of exactly its size, so that the address sanitizer sees overruns. */
static struct buf bufs[BATCH_MAX];

/* Allocated once: freeing them takes longer than using them. */
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

/* Checks that it is the next frame of the stream. */
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

/* Takes a batch; returns whether there may be more. */
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

/* No complete frame and no invalid length stays unnoticed. */
static void check_rest(void)
{
	size_t waits = reader.read - reader.taken;

	must(reader.in.len == waits);
	if (reader.is_ended || waits < FRAMING_SIZE)
		return;
	must(is_length(get_be32(stream + reader.taken)));
	must(waits < FRAMING_SIZE + get_be32(stream + reader.taken));
}

/* What was added to the stream since the last time arrives, as far as there is room. */
static void receive_stream(void)
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

/* Returns how many bytes of the input the piece has. */
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
		receive_stream();
	}
	return 0;
}
