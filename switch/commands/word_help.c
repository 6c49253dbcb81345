/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands/word_help.h"

#include "core/bridge_port.h"

/* clang-format off */

#define END { NULL, NULL }

const struct word_help help_common[] = {
	{ "port", "Only these ports: names, ranges and patterns, as "
		  "lan1,p1-p8,vm*" },
	{ "vlan", "Only these VLANs, as 10,20,30-40" },
	{ "vid", "Only these VLANs, as 10,20,30-40" },
	{ "mac", "Only this station" },
	{ "learned", "Only entries in this state" },
	{ "pvid", "Accepted and ignored, for scripts written for bridge(8)" },
	{ "untagged", "Accepted and ignored, for scripts written for "
		      "bridge(8)" },
	{ "master", "Accepted and ignored, for scripts written for bridge(8)" },
	{ "--if-exists", "Succeed also if there is nothing to delete" },
	END,
};

const struct word_help help_switch_set[] = {
	{ "ageing_time", "Seconds without a frame after which a station is "
			 "forgotten, 300 unless set; 0: learn nothing, as a "
			 "hub does" },
	{ "fdb_limit", "How many addresses are learned, 65536 unless set" },
	{ "fdb_full", "What a full table does with a new address: flood the "
		      "frames for it, which is the default, or evict an old "
		      "address of the port that has most" },
	{ "group_fwd", "Which reserved group addresses 01:80:c2:00:00:0x are "
		       "forwarded: lab (all but 01, the default), linux (only "
		       "00), 802.1d (none), or a mask of 16 bits" },
	{ "busy_poll", "Microseconds to stay awake after a frame, for shorter "
		       "round trips at the cost of a core; 0, the default: "
		       "sleep at once" },
	{ "recorder", "How many of the last frames are kept for recorder show, "
		      "4096 unless set; 0: none" },
	{ "snaplen", "How many bytes of each of these frames are kept, 80 "
		     "unless set" },
	{ "vlan_filtering", "Whether frames stay in their VLAN, off unless "
			    "set" },
	{ "vlan_protocol", "EtherType of VLAN tags: 802.1q is 0x8100, the "
			   "default; 802.1ad is 0x88a8" },
	{ "vlan_default_pvid", "VLAN in which new ports start, 1 unless set; "
			       "0: none" },
	{ "flap", "What happens when an address moves between ports too often: "
		  "nothing, an alarm, which is the default, or an alarm and "
		  "the port is errdisabled" },
	{ "flap_moves", "How many moves in a second are allowed, 5 unless "
			"set" },
	{ "flap_recovery", "Seconds for which flap errdisables a port, 30 "
			   "unless set" },
	{ "loop_probe", "What happens when a probe comes back: alarm, which is "
			"the default, or an alarm and the port is errdisabled; "
			"off: no probes are sent" },
	{ "loop_interval", "Seconds between two probes, 10 unless set" },
	{ "loop_recovery", "Seconds for which loop_probe errdisables a port, 30 "
			   "unless set" },
	END,
};

#define PRESET_true		 ", on unless set"
#define PRESET_false		 ", off unless set"
#define FLAG(name, preset, help) { #name, help PRESET_##preset },
#define METER(id, name, help)	 { #name, help ", off unless set" },

const struct word_help help_port_options[] = {
	{ "alias", "Description of the port, at most 64 bytes" },
	{ "gro", "Merge TCP segments from here for ports that take GSO frames, "
		 "on unless set" },
	PORT_FLAGS(FLAG)
	{ "accept", "Which frames are accepted here: all, only tagged or only "
		    "untagged ones, all unless set" },
	{ "access", "Make the port an access port: untagged member of this "
		    "VLAN, its PVID" },
	{ "trunk", "Make the port a trunk: tagged member of these VLANs" },
	{ "native", "Native VLAN of the trunk: untagged, the PVID" },
	{ "dot1q-tunnel", "Make it a customer port: every frame, tagged or "
			  "not, gets one more tag, of this VLAN" },
	{ "ethertype", "EtherType of that tag: 0x88a8, the default, 0x8100, "
		       "0x9100 or 0x9200" },
	{ "group_fwd", "Which link-local protocols are forwarded from "
		       "here: all, none, some of "
		       "stp,lacp,dot1x,lldp,cdp,other, or default for what "
		       "group_fwd of the switch says" },
	{ "backup_port", "Port that gets the frames for known stations while "
			 "this one is down, or none" },
	{ "fdb_limit", "How many stations are learned here; 0, the default: "
		       "any number" },
	{ "violation", "What happens when fdb_limit is exceeded: flood, the "
		       "default: it is not learned; protect: its frames are "
		       "dropped, too; restrict: it is also recorded; shutdown: "
		       "the port is also errdisabled" },
	{ "recovery", "Seconds for which a violation or a storm errdisables "
		      "the port; 0, the default: until it is set up" },
	PORT_METERS(METER)
	{ "storm_action", "What happens to frames above a storm rate: drop "
			  "them, which is the default, or errdisable the port "
			  "(shutdown)" },
	{ "shape_bytes", "How many bytes may wait for the shaper, 524288 "
			 "unless set" },
	{ "shape_latency", "How many milliseconds a frame may wait for the "
			   "shaper, 100 unless set" },
	{ "--may-exist", "Succeed also if it exists already and the line "
			 "would change nothing" },
	END,
};

#define UP_HELP							\
	{ "up", "Whether the port starts up, which is the default, or down" }
#define NETNS_HELP						\
	{ "netns", "Network namespace of the interface: a name, a process " \
		   "number or a path" }
#define MODE_HELP						\
	{ "mode", "Permissions of the socket's file, in octal" }
#define GROUP_HELP						\
	{ "group", "Group of the socket's file: a name or a number" }
#define ALLOW_HELP						\
	{ "allow", "Networks from which TCP clients may connect, as " \
		   "192.0.2.0/24,2001:db8::/32" }
#define SECRET_HELP						\
	{ "secret_file", "File with a secret; both ends of a TCP stream must " \
			 "prove that they know it, but nothing is encrypted" }
#define MTU_HELP						\
	{ "mtu", "MTU, 65521 unless set; with offload implied, 1500" }
#define IMPLIED_HELP						\
	{ "offload", "implied: the peer cuts off virtio-net headers, so TCP " \
		     "longer than the MTU is taken for a GSO frame; off " \
		     "unless set" }

const struct word_help help_tap[] = {
	{ "ifname", "Name of the interface, that of the port unless set; if an "
		    "unused tap of that name exists, it is used" },
	{ "mac", "MAC address of the interface" },
	{ "mtu", "MTU of the interface, 1500 unless set" },
	{ "address", "IP address of the interface; there may be several" },
	{ "up", "up: bring the interface up; down: start without carrier" },
	{ "owner", "User who may attach to the tap: a name or a number" },
	{ "group", "Group whose members may attach to the tap: a name or a "
		   "number" },
	{ "persist", "Whether the interface stays when the port is deleted, "
		     "off unless set" },
	NETNS_HELP,
	{ "offload", "Exchange GSO frames and unfinished checksums with the "
		     "host, on unless set" },
	{ "fd", "Adopt a tap that is open as this descriptor of tapctl" },
	END,
};

const struct word_help help_null[] = {
	{ "mtu", "MTU" },
	UP_HELP,
	END,
};

const struct word_help help_packet[] = {
	{ "dev", "Name of the interface; when it is deleted, the next one of "
		 "that name is used" },
	NETNS_HELP,
	{ "fd", "Adopt a packet socket that is open as this descriptor of "
		"tapctl" },
	{ "offload", "Exchange GSO frames and unfinished checksums with the "
		     "interface, on unless set" },
	UP_HELP,
	END,
};

const struct word_help help_stream[] = {
	{ "listen", "Address to listen at, for one client at a time: a path, "
		    "@name or address:port" },
	{ "connect", "Address to connect to, also after the connection has "
		     "ended: a path, @name or address:port" },
	{ "reconnect", "Maximum seconds between two attempts to connect, 5 "
		       "unless set" },
	{ "fd", "Adopt a stream socket that is open as this descriptor of "
		"tapctl" },
	MODE_HELP,
	GROUP_HELP,
	ALLOW_HELP,
	SECRET_HELP,
	MTU_HELP,
	IMPLIED_HELP,
	UP_HELP,
	END,
};

const struct word_help help_dgram[] = {
	{ "local", "Address of the socket: a path, @name or address:port" },
	{ "remote", "Address of the peer, the first sender unless set; a "
		    "multicast group is joined" },
	{ "dev", "Interface on which the multicast group is joined" },
	{ "fd", "Adopt a datagram socket that is open as this descriptor of "
		"tapctl" },
	MODE_HELP,
	GROUP_HELP,
	MTU_HELP,
	IMPLIED_HELP,
	UP_HELP,
	END,
};

const struct word_help help_patch[] = {
	{ "<switch>", "Name of the other switch" },
	{ "<peer>", "Name of the port of the other switch" },
	{ "mtu", "MTU" },
	UP_HELP,
	END,
};

const struct word_help help_port_listen[] = {
	{ "<address>", "Its address: a path, @name or address:port; for vde, a "
		       "directory" },
	{ "name", "Names of the ports: %d is the first free number, %p the "
		  "client's path, %u its user, %m the address of its first "
		  "frame" },
	{ "max", "How many clients there may be, 64 unless set" },
	{ "max_per_address", "How many clients may come from one address, or "
			     "from one /64 of IPv6" },
	{ "max_per_user", "How many clients one user of a Unix socket may have, "
			  "half of max unless set; root and the switch's own "
			  "user may have max" },
	MODE_HELP,
	GROUP_HELP,
	ALLOW_HELP,
	SECRET_HELP,
	MTU_HELP,
	IMPLIED_HELP,
	END,
};

const struct word_help help_port_set[] = {
	{ "up", "down: remove the carrier, and forget the stations that were "
		"learned here; up: also recover from errdisabled" },
	{ "mtu", "MTU" },
	{ "mac", "MAC address of the interface, for taps" },
	{ "offload", "Exchange GSO frames and unfinished checksums with the "
		     "host, for taps" },
	{ "nobackup_port", "The same as backup_port none" },
	{ "master", "Accepted and ignored, for scripts written for bridge(8)" },
	END,
};

const struct word_help help_vlan_add[] = {
	{ "pvid", "Untagged frames from here belong to this VLAN" },
	{ "untagged", "Frames of these VLANs leave without a tag" },
	END,
};

const struct word_help help_vlan_set[] = {
	{ "name", "Name of the VLAN" },
	{ "ethertype", "EtherType of its tag: 0x8100, 0x88a8, 0x9100, 0x9200, "
		       "or default for that of the switch" },
	{ "fdb_limit", "How many stations are learned in it; 0, the default: "
		       "any number" },
	{ "remote_span", "on: it carries copies of mirrors, so no station is "
			 "learned in it; off is the default" },
	END,
};

const struct word_help help_vlan_show[] = {
	{ "compressvlans", "One entry for a range of VLANs in which a port has "
			   "the same settings, as in a table" },
	END,
};

const struct word_help help_fdb_add[] = {
	{ "vlan", "VLANs of the entry, all that the port is in unless set" },
	{ "static", "static, the default: neither ages nor moves; dynamic: "
		    "does both, as if it had been learned; local or permanent: "
		    "the switch itself" },
	{ "sticky", "The entry ages but does not move" },
	END,
};

const struct word_help help_fdb_flush[] = {
	{ "learned", "Only entries in this state; learned, locked and sticky "
		     "ones unless set" },
	END,
};

const struct word_help help_recorder_show[] = {
	{ "port", "Only frames that came from or were sent to these ports" },
	{ "mac", "Only frames from or to this address" },
	{ "last", "Only the frames of this time, as 500ms, 10s or 5m" },
	{ "newest", "Only of the newest so many frames in the recorder" },
	END,
};

const struct word_help help_marker[] = {
	{ "<marker>", "Only this marker" },
	END,
};

#define FILTER_HELP							\
	{ "filter", "Only frames that this expression of pcap-filter(7) " \
		    "selects, as 'host 192.0.2.1 and icmp'" },		\
	{ "bpf", "The program of the filter, which tapctl compiles and adds: " \
		 "what tcpdump -ddd prints, without the first line, joined by " \
		 "commas" }
#define MAY_EXIST_HELP							\
	{ "--may-exist", "Succeed also if it exists already and the line " \
			 "would change nothing" }

const struct word_help help_marker_add[] = {
	{ "port", "Only frames received at these ports: names, ranges and "
		  "patterns, also of ports that are added later" },
	FILTER_HELP,
	{ "capture", "For tapctl: capture these frames into this file, until it "
		     "is interrupted; the marker stays" },
	MAY_EXIST_HELP,
	END,
};

const struct word_help help_mirror[] = {
	{ "<mirror>", "Only this mirror" },
	END,
};

const struct word_help help_mirror_add[] = {
	{ "<port>", "Ports whose frames are copied: all, or names, ranges and "
		    "patterns, also of ports that are added later" },
	{ "<vlan>", "VLANs whose frames are copied, at all ports" },
	{ "direction", "Before to: the frames that ports receive (in), send (out), "
		       "or both, which is the default" },
	{ "<to>", "The port that gets the copies" },
	{ "<to_vlan>", "The VLAN that gets the copies, each with its tag" },
	{ "snaplen", "Bytes of a copy at most, the whole frame unless set" },
	{ "every", "Copy one of so many frames, 1 unless set" },
	{ "ingress", "on: the port that gets the copies also forwards; off, the "
		     "default: it drops what it receives" },
	FILTER_HELP,
	MAY_EXIST_HELP,
	END,
};

const struct word_help help_why[] = {
	{ "<from>", "Port, MAC address or IP address of one end" },
	{ "<to>", "The same of the other end; the address of a group, too" },
	{ "last", "Only the frames of this time, as 500ms, 10s or 5m; all that "
		  "are recorded unless set" },
	END,
};

const struct word_help help_trace[] = {
	{ "<port>", "Port that the frame would be received on" },
	{ "<target>", "Host that is looked for: its IP address, or a port "
		      "whose only address the configuration has" },
	{ "<sender>", "The same of the host that asks" },
	{ "<from>", "Source of the ping: its IP address, or a port whose only "
		    "address the configuration has" },
	{ "<to>", "The same of its destination" },
	{ "<file>", "Path of the file; - for standard input" },
	{ "<number>", "Number of the frame in the file, 1 unless set" },
	{ "<frame>", "The frame from its destination address on, without a "
		     "frame check sequence" },
	{ "src", "Source address; unless set, that of the tap which has the "
		 "sender's IP address, or else the one that sent the last "
		 "recorded frame with it; if neither is known, one is made "
		 "up; without a sender, 02:00:00:00:00:01" },
	{ "dst", "Destination address; unless set, that of the destination, "
		 "found as for src; for ARP and other frames, "
		 "ff:ff:ff:ff:ff:ff" },
	{ "vlan", "VLAN of a tag; there may be several, the outer one first" },
	{ "prio", "Priority in the tags; without vlan, the frame gets a "
		  "priority tag" },
	{ "ethertype", "EtherType of the outer tag, 0x8100 unless set" },
	{ "type", "EtherType: arp, ipv4, ipv6, lldp, lacp, eapol, or a number "
		  "as 0x88b5, which is the default" },
	{ "len", "Length of the frame in bytes, without a frame check "
		 "sequence; 60 unless set, or what the packet needs" },
	END,
};

const struct word_help help_trace_live[] = {
	{ "port", "Only frames received at these ports: names, ranges and "
		  "patterns, also of ports that are added later" },
	FILTER_HELP,
	{ "count", "End after so many accounts" },
	{ "duration", "End after this time, as 500ms, 10s or 5m" },
	END,
};

#define ONLY_HELP							\
	{ "only", "dropped: only frames that are dropped; or a word of stats " \
		  "reasons: only frames of which this becomes" }
#define COUNT_HELP							\
	{ "count", "End after so many frames" }
#define CAPTURE_HELP							\
	{ "snaplen", "How many bytes of each frame are captured; 0, the " \
		     "default: all" },					\
	COUNT_HELP,							\
	{ "duration", "End after this time, as 500ms, 10s or 5m" },	\
	{ "segments", "Whether GSO frames are captured as the segments that " \
		      "they stand for; off unless set: as one packet" }

const struct word_help help_capture[] = {
	{ "<port>", "Ports: names, ranges and patterns, also of ports that are "
		    "added later; all for all ports" },
	{ "direction", "in: frames that are received; out: frames that are "
		       "sent; both, the default" },
	ONLY_HELP,
	FILTER_HELP,
	CAPTURE_HELP,
	END,
};

const struct word_help help_capture_last[] = {
	{ "<last>", "How far back, as 500ms, 10s or 5m" },
	{ "port", "Only frames that these ports have received: names, ranges "
		  "and patterns" },
	ONLY_HELP,
	FILTER_HELP,
	{ "snaplen", "How many bytes of each frame are captured at most; the "
		     "default: all that are recorded, see switch set" },
	COUNT_HELP,
	END,
};

const struct word_help help_capture_marker[] = {
	{ "direction", "in, the default: frames that are received, as the marker "
		       "counts them; out: frames that are sent; both" },
	CAPTURE_HELP,
	END,
};

const struct word_help help_config[] = {
	{ "<file>", "Path of the file" },
	{ "keep", "Keep ports, listeners, settings of VLANs and fdb entries that "
		  "the file does not name" },
	END,
};

const struct word_help help_config_save[] = {
	{ "<file>", "Path of the file, the one that the switch was started with "
		    "unless set" },
	END,
};

const struct word_help help_monitor[] = {
	{ "<kind>", "Only these kinds of events" },
	{ "port", "Only events about these ports, also those that do not exist "
		  "yet: names, ranges and patterns, as lan1,p1-p8,vm*" },
	{ "since", "First the events after the one with this number, as far as "
		   "they are kept; switch show has the number of the oldest" },
	{ "count", "End after so many events" },
	END,
};

const struct word_help help_wait[] = {
	{ "timeout", "Seconds to wait at most, 10 unless set" },
	END,
};

const struct word_help help_help[] = {
	{ "<noun>", "What the command is about, as port; or any word" },
	{ "<verb>", "What it does, as add; or any word" },
	{ "<word>", "A word of the command: a kind of port, or an option" },
	END,
};
