/* SPDX-License-Identifier: BSD-2-Clause */
/* The VLANs and EtherTypes that a line names. */
#include <errno.h>
#include <strings.h>

#include "frame/tag.h"
#include "settings/vlan_values.h"

struct vids command_vids(const struct args *args, const char *name)
{
	struct vids vids = { { 0 } };

	if (!args_vids(args, name, &vids))
		for (vlan_id vid = 0; vid <= VLAN_MAX; vid++)
			vids_add(&vids, vid);
	return vids;
}

int command_port_vids(const struct args *args, const char *name,
		      struct vids *vids, struct err *err)
{
	args_vids(args, name, vids);
	if (!vids_has(vids, 0))
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, name),
		       "\"%s\": 0 is not a VLAN: it marks a priority tag",
		       args_str(args, name));
}

static const struct {
	const char *word;
	uint16_t tpid;
} tpids[] = {
	{ "0x8100", TPID_8021Q }, { "0x88a8", TPID_8021AD },
	{ "0x9100", TPID_9100 },  { "0x9200", TPID_9200 },
	{ "802.1q", TPID_8021Q }, { "802.1ad", TPID_8021AD },
	{ "default", 0 },
};

const char *command_tpid_word(uint16_t tpid)
{
	size_t i = 0;

	while (tpids[i].tpid != tpid)
		i++;
	return tpids[i].word;
}

int command_tpid(const struct args *args, uint16_t *tpid, struct err *err)
{
	const char *text = args_str(args, "ethertype");

	for (size_t i = 0; i < ARRAY_SIZE(tpids); i++) {
		if (!strcasecmp(text, tpids[i].word)) {
			*tpid = tpids[i].tpid;
			return 0;
		}
	}
	return err_say(err, EINVAL, "bad-value", args_word(args, "ethertype"),
		       "ethertype \"%s\": expected 0x8100, 0x88a8, 0x9100, "
		       "0x9200 or default",
		       text);
}

void command_note_vlans(const struct app *app, const struct args *args,
			struct answer *answer)
{
	static const char *const words[] = { "access", "trunk", "native",
					     "dot1q-tunnel", "vids" };

	if (app->bridge->vlan_filtering)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (args_has(args, words[i]))
			answer->note = "VLANs are off, so this takes effect "
				       "with \"switch set vlan_filtering on\"";
}
