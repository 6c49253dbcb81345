/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/ip_address.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

static_assert(IP_ADDRESS_TEXT_SIZE >= INET6_ADDRSTRLEN, "every address fits");

bool ip_address_parse(const char *text, struct ip_address *address)
{
	struct ip_address a = { .is_v4 = !strchr(text, ':') };

	if (inet_pton(a.is_v4 ? AF_INET : AF_INET6, text, a.bytes) != 1)
		return false;
	*address = a;
	return true;
}

char *ip_address_format(const uint8_t *bytes, bool is_v4,
			char text[IP_ADDRESS_TEXT_SIZE])
{
	*text = '\0';
	inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, text,
		  IP_ADDRESS_TEXT_SIZE);
	return text;
}
