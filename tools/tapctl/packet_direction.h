/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads from a pcapng what libpcap does not tell: the direction of a packet. */
#ifndef PACKET_DIRECTION_H
#define PACKET_DIRECTION_H

#include <stdbool.h>
#include <stdio.h>

/**
 * packet_was_sent() - Whether the packet that libpcap read last had been sent
 * @file:	That of the capture; its position stays
 *
 * Return: false also if the file does not say so, or cannot be read again
 */
bool packet_was_sent(FILE *file);

#endif /* PACKET_DIRECTION_H */
