/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture_frame.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "control/grammar.h"
#include "control/syntax.h"
#include "packet_direction.h"

/* Words of trace PORT pcap FILE N */
enum { AT_PORT = 1, AT_PCAP, AT_FILE, AT_NUMBER, WORDS };

bool capture_frame_is_named(const struct words *words)
{
	uint64_t number;

	return words->n > AT_FILE && words->n <= WORDS &&
	       !strcmp(words->word[0].text, "trace") &&
	       !strcmp(words->word[AT_PCAP].text, "pcap") &&
	       (words->n == AT_NUMBER ||
		(syntax_number(words->word[AT_NUMBER].text, &number) &&
		 number));
}

static int put_frame(const struct pcap_pkthdr *header, const u_char *bytes,
		     struct line *line, struct err *err)
{
	uint8_t *frame;
	char *text;

	if (header->len > LINE_SIZE_MAX / 2)
		return err_say(err, EMSGSIZE, "line-too-long", AT_NUMBER + 1,
			       "the frame has %u bytes: at most %d fit into a "
			       "line",
			       header->len, LINE_SIZE_MAX / 2);
	frame = calloc(1, header->len + 1);
	text = malloc(2 * (size_t)header->len + 1);
	line->failed |= !frame || !text;
	if (!line->failed) {
		memcpy(frame, bytes,
		       header->caplen < header->len ? header->caplen
						    : header->len);
		line_word(line, hex_format(frame, header->len, text));
	}
	free(frame);
	free(text);
	return line->failed ? err_set(err, ENOMEM, "read a frame") : 0;
}

static int read_frame(pcap_t *pcap, const struct words *words,
		      struct line *line, struct err *err)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	uint64_t number = 1, i = 0;

	if (words->n > AT_NUMBER)
		syntax_number(words->word[AT_NUMBER].text, &number);
	if (pcap_datalink(pcap) != DLT_EN10MB)
		return err_say(err, EINVAL, "bad-file", AT_FILE + 1,
			       "\"%.80s\" has frames of another medium than "
			       "Ethernet",
			       words->word[AT_FILE].text);
	while (i < number) {
		int ret = pcap_next_ex(pcap, &header, &bytes);

		if (ret == PCAP_ERROR)
			return err_say(err, EINVAL, "bad-file", AT_FILE + 1,
				       "frame %ju: %.150s", (uintmax_t)i + 1,
				       pcap_geterr(pcap));
		if (ret != 1)
			return err_say(err, ENOENT, "bad-value", AT_NUMBER + 1,
				       "the file has only %ju frames",
				       (uintmax_t)i);
		i++;
	}
	return put_frame(header, bytes, line, err);
}

int capture_frame_line(const struct words *words, struct line *line,
		       bool *was_sent, struct err *err)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline(words->word[AT_FILE].text, why);
	int ret;

	if (!pcap)
		return err_say(err, EINVAL, "bad-file", AT_FILE + 1,
			       "cannot read a capture: %.180s", why);
	line_word(line, words->word[0].text);
	line_word(line, words->word[AT_PORT].text);
	ret = read_frame(pcap, words, line, err);
	*was_sent = !ret && packet_was_sent(pcap_file(pcap));
	pcap_close(pcap);
	return ret;
}
