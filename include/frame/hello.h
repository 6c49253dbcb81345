/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the two ends of a stream prove to one another that they have the same
 * secret, before its first frame.
 *
 *	each sends a hello:	a mark, and a nonce
 *	then each its proof:	SipHash-2-4, whose key is the secret, over which
 *				side it is and over both hellos
 *
 * Both nonces are in a proof, so that one that was overheard is worth nothing the
 * next time; and as the side is, nobody can send back what he hears.  A proof of
 * 64 bits cannot be guessed in as many connections as there is time for, and a
 * key of 128 random bits cannot be found from those that were overheard.  Whoever
 * can change what passes may wait for the proofs and then go on in the place of
 * an end: what comes behind them is neither signed nor encrypted.
 *
 * The mark begins with four bytes that would be the length of no frame
 * (frame/framing.h).  So a switch of ours that has no secret ends the stream and
 * can say why; QEMU waits for the rest of such a frame, and hands up nothing.
 */
#ifndef FRAME_HELLO_H
#define FRAME_HELLO_H

#include "base/siphash.h"

#define HELLO_LENGTH	0x74617073	/* what it begins with, as a frame's length */
#define HELLO_NONCE_SIZE 16
#define HELLO_SIZE	(8 + HELLO_NONCE_SIZE)
#define HELLO_PROOF_SIZE 8

/** enum hello_side - Which end of the stream speaks */
enum hello_side {
	HELLO_ACCEPTED,
	HELLO_CONNECTED,
	HELLO_SIDE_COUNT,
};

/** hello_write() - @nonce: Random, and of this stream alone */
void hello_write(uint8_t hello[HELLO_SIZE],
		 const uint8_t nonce[HELLO_NONCE_SIZE]);

/** hello_is_begun() - Whether a hello may begin with these @len bytes */
bool hello_is_begun(const uint8_t *bytes, size_t len);

/**
 * hello_prove() - Write what this side proves the secret with
 * @hellos:	Of each side
 */
void hello_prove(uint8_t proof[HELLO_PROOF_SIZE], const struct siphash_key *key,
		 enum hello_side side,
		 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE]);

/** hello_is_proved() - Whether that is what this side would have written */
bool hello_is_proved(const uint8_t proof[HELLO_PROOF_SIZE],
		     const struct siphash_key *key, enum hello_side side,
		     uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE]);

#endif /* FRAME_HELLO_H */
