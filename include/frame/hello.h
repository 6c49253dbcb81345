/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the two ends of a stream prove to each other, before the first frame,
 * that they have the same secret.
 *
 *	each sends a hello:	a mark and a nonce
 *	then each a proof:	SipHash-2-4 of its side and both hellos; the
 *				key is the secret
 *
 * A proof covers both nonces, so that it cannot be replayed in another
 * connection, and the side, so that it cannot be sent back to its sender.  A
 * proof of 64 bits cannot be guessed in any realistic number of connections,
 * and the key of 128 random bits cannot be computed from overheard proofs.  The
 * frames that follow are neither signed nor encrypted: an attacker who can
 * modify the traffic may let the proofs pass and then take the place of one
 * end.
 *
 * The mark begins with four bytes that are not a possible length of a frame
 * (frame/framing.h).  So a tapswitch without a secret closes the stream and can
 * report why; QEMU waits for the rest of such a frame and delivers nothing.
 */
#ifndef FRAME_HELLO_H
#define FRAME_HELLO_H

#include "base/siphash.h"

#define HELLO_LENGTH	0x74617073	/* first four bytes, read as a length */
#define HELLO_NONCE_SIZE 16
#define HELLO_SIZE	(8 + HELLO_NONCE_SIZE)
#define HELLO_PROOF_SIZE 8

/** enum hello_side - The end of the stream that sends a proof */
enum hello_side {
	HELLO_ACCEPTED,
	HELLO_CONNECTED,
	HELLO_SIDE_COUNT,
};

/**
 * hello_write() - Write a hello
 * @nonce:	Random bytes, never used for another stream
 */
void hello_write(uint8_t hello[HELLO_SIZE],
		 const uint8_t nonce[HELLO_NONCE_SIZE]);

/** hello_matches() - Whether @len bytes are, or may become, a hello's mark */
bool hello_matches(const uint8_t *bytes, size_t len);

/**
 * hello_prove() - Write the proof of one side
 * @hellos:	The hello of each side
 */
void hello_prove(uint8_t proof[HELLO_PROOF_SIZE], const struct siphash_key *key,
		 enum hello_side side,
		 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE]);

/**
 * hello_proof_matches() - Whether a proof that was received is right
 * @side:	The side that sent it
 */
bool hello_proof_matches(const uint8_t proof[HELLO_PROOF_SIZE],
			 const struct siphash_key *key, enum hello_side side,
			 uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE]);

#endif /* FRAME_HELLO_H */
