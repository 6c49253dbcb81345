/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/siphash.h"

/* The state, section 2.2: v0 to v3 */
struct sip {
	uint64_t v[4];
};

static uint64_t rotate_left(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

/* Up to 8 bytes as a little-endian number */
static uint64_t get_le(const uint8_t *bytes, size_t len)
{
	uint64_t x = 0;

	while (len--)
		x = x << 8 | bytes[len];
	return x;
}

/* SipRound, figure 2.1 */
static void sip_round(struct sip *s)
{
	uint64_t *v = s->v;

	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate_left(v[1], 13) ^ v[0];
	v[3] = rotate_left(v[3], 16) ^ v[2];
	v[0] = rotate_left(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate_left(v[1], 17) ^ v[2];
	v[3] = rotate_left(v[3], 21) ^ v[0];
	v[2] = rotate_left(v[2], 32);
}

static void compress(struct sip *s, uint64_t word)
{
	s->v[3] ^= word;
	sip_round(s);
	sip_round(s);
	s->v[0] ^= word;
}

uint64_t siphash(const struct siphash_key *key, const void *data, size_t len)
{
	const uint64_t k0 = get_le(key->bytes, 8);
	const uint64_t k1 = get_le(key->bytes + 8, 8);
	const uint8_t *at = data, *end = at + len / 8 * 8;
	struct sip s = { {
		k0 ^ UINT64_C(0x736f6d6570736575),
		k1 ^ UINT64_C(0x646f72616e646f6d),
		k0 ^ UINT64_C(0x6c7967656e657261),
		k1 ^ UINT64_C(0x7465646279746573),
	} };

	for (; at < end; at += 8)
		compress(&s, get_le(at, 8));
	compress(&s, (uint64_t)len << 56 | get_le(at, len % 8));
	s.v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(&s);
	return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}
