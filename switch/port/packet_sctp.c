/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/packet_sctp.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/sctp.h"
#include "frame/tag.h"
#include "port/mmsg.h"
#include "port/packet_dev.h"

#define TYPE_AT		    (ETH_HEADER_SIZE - 2)
#define IPV4_PROTOCOL_AT    (ETH_HEADER_SIZE + 9)
#define IPV6_NEXT_AT	    (ETH_HEADER_SIZE + 6)
#define SHORTEST	    (ETH_HEADER_SIZE + 20 + 12) /* IPv4, SCTP */
#define ALL		    UINT32_MAX			/* the whole frame */
#define LOAD(size, mode, k) BPF_STMT(BPF_LD | (size) | (mode), k)
#define IF(is, k, yes, no)  BPF_JUMP(BPF_JMP | (is) | BPF_K, k, yes, no)

/* packet_sctp_matches() as a BPF program, with the size of the tag in X.  Its
 * length is checked first: a load behind the frame's end would drop the
 * frame. */
static bool set_filter(int fd, bool takes_sctp)
{
	struct sock_filter code[] = {
		LOAD(BPF_W, BPF_LEN, 0),
		IF(BPF_JGE, SHORTEST, 0, 14),
		BPF_STMT(BPF_LDX | BPF_IMM, 0),
		LOAD(BPF_H, BPF_ABS, TYPE_AT),
		IF(BPF_JEQ, ETH_P_IP, 6, 0),
		IF(BPF_JEQ, ETH_P_IPV6, 8, 0),
		IF(BPF_JEQ, TPID_8021Q, 1, 0),
		IF(BPF_JEQ, TPID_8021AD, 0, 8),
		BPF_STMT(BPF_LDX | BPF_IMM, VLAN_TAG_SIZE),
		LOAD(BPF_H, BPF_ABS, TYPE_AT + VLAN_TAG_SIZE),
		IF(BPF_JEQ, ETH_P_IP, 0, 2),
		LOAD(BPF_B, BPF_IND, IPV4_PROTOCOL_AT),
		BPF_STMT(BPF_JMP | BPF_JA, 2),
		IF(BPF_JEQ, ETH_P_IPV6, 0, 2),
		LOAD(BPF_B, BPF_IND, IPV6_NEXT_AT),
		IF(BPF_JEQ, IPPROTO_SCTP, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, takes_sctp ? 0 : ALL),
		BPF_STMT(BPF_RET | BPF_K, takes_sctp ? ALL : 0),
	};
	const struct sock_fprog program = { ARRAY_SIZE(code), code };

	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			   sizeof(program));
}

bool packet_sctp_matches(const struct buf *frame)
{
	const uint8_t *data = frame->data;
	uint16_t type;

	if (frame->len < SHORTEST)
		return false;
	type = get_be16(data + TYPE_AT);
	if (type == TPID_8021Q || type == TPID_8021AD) {
		data += VLAN_TAG_SIZE;
		type = get_be16(data + TYPE_AT);
	}
	return (type == ETH_P_IP && data[IPV4_PROTOCOL_AT] == IPPROTO_SCTP) ||
	       (type == ETH_P_IPV6 && data[IPV6_NEXT_AT] == IPPROTO_SCTP);
}

int packet_sctp_socket(void)
{
	struct err ignored;
	int fd = packet_dev_socket(&ignored);

	if (fd < 0 || !packet_dev_prepare(fd, false, &ignored))
		return fd;
	close(fd);
	return -1;
}

/* Frames of SCTP between these steps are received by both sockets. */
bool packet_sctp_bind(int sctp_fd, int fd, int index)
{
	struct err ignored;

	return set_filter(sctp_fd, true) &&
	       !packet_dev_bind(sctp_fd, index, &ignored) &&
	       set_filter(fd, false);
}

static void begin(struct buf *frame, uint8_t *control, size_t len)
{
	struct frame f = { .data = frame->data, .len = frame->len };
	struct virtio_net_hdr hdr;

	mmsg_clear_headers(frame, 1);
	if (packet_dev_csum_is_partial(control, len) && !frame_parse(&f)) {
		hdr = sctp_hdr(&f);
		memcpy(frame->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
	}
	packet_dev_restore_tag(frame, control, len);
}

size_t packet_sctp_read(int fd, struct buf *bufs, size_t most, int *errnum)
{
	static struct mmsg_info info = {
		.control_size = MMSG_CONTROL_SIZE,
	};
	size_t n = mmsg_read(fd, bufs, most, &info, errnum);

	for (size_t i = 0; i < n; i++)
		begin(&bufs[i], info.control[i], info.control_len[i]);
	return n;
}

static void hand_up(struct port *port, struct buf *bufs, size_t n)
{
	size_t some;

	for (; n; bufs += some, n -= some) {
		some = n < IO_BATCH ? n : IO_BATCH;
		port->events->received(port, bufs, some);
	}
}

static size_t cut(const struct port *port, const struct buf *frame,
		  struct buf *pieces)
{
	static uint8_t room[SCTP_ROOM];
	struct frame f = { .data = frame->data, .len = frame->len };

	if (frame_parse(&f) || !f.needs)
		return 0;
	return sctp_cut(&f, port->mtu, room, pieces);
}

void packet_sctp_receive(struct port *port, struct io *io, struct buf *bufs,
			 size_t n)
{
	struct buf pieces[SCTP_PIECES_MAX];
	size_t done = 0, count;

	for (size_t i = 0; i < n; i++) {
		count = cut(port, &bufs[i], pieces);
		if (!count)
			continue;
		hand_up(port, bufs + done, i - done);
		hand_up(port, pieces, count);
		io_flush(io); /* the next pieces use the same memory */
		done = i + 1;
	}
	hand_up(port, bufs + done, n - done);
}
