/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The language of the switch, a row a command.
 *
 * With TABLE_ONLY the rows stand for themselves, for programs that describe them.
 */
#include "commands/commands.h"

#ifdef TABLE_ONLY
#define RUN(command) NULL
#else
#define RUN(command) (command)
#endif

/* What every kind of port has, when it is made and later. */
#define FLAG_SYNTAX(name, preset, help) "[" #name " <" #name ":on|off>] "
#define FLAG_HELP(name, preset, help)	"; " #name ": " help
#define METER_SYNTAX(id, name, help)	"[" #name " <" #name ":word>] "
#define METER_HELP(id, name, help)	"; " #name ": " help
/* clang-format off */
#define PORT_OPTIONS                                                           \
	"[alias <alias:word>] [gro <gro:on|off>] " PORT_FLAGS(FLAG_SYNTAX)     \
	"[accept <accept:all|tagged|untagged>] [access <access:1..4094>] "     \
	"[trunk <trunk:vids>] [native <native:1..4094>] "                      \
	"[dot1q-tunnel <dot1q-tunnel:1..4094>] [ethertype <ethertype:word>] "  \
	"[group_fwd <group_fwd:word>] [backup_port <backup_port:word>] "                 \
	"[fdb_limit <fdb_limit:0..4194304>] "                                  \
	"[violation <violation:flood|protect|restrict|shutdown>] "             \
	"[recovery <recovery:0..86400>] " PORT_METERS(METER_SYNTAX)            \
	"[storm_action <storm_action:drop|shutdown>] "                         \
	"[shape_bytes <shape_bytes:131072..67108864>] "                        \
	"[shape_latency <shape_latency:1..10000>]"
#define MAY_EXIST " [--may-exist]"
#define PORT_HELP                                                              \
	"Change a port; down takes the carrier away, and forgets what was "    \
	"learned there; with offload off whole frames come and go, and unless " \
	"gro is off, those of a TCP stream are merged for ports that take "    \
	"GSO frames" PORT_FLAGS(FLAG_HELP) "; accept: which frames come in; " \
	"access, trunk, dot1q-tunnel: the port's role in VLANs, with all that " \
	"belongs to it (native alone: of one that is a trunk); group_fwd: which protocols for the next switch it forwards " \
	"to others, whatever group_fwd says; backup_port: who gets a known "   \
	"station's frames while this port is down; fdb_limit, violation, "     \
	"recovery: how many stations may be known here, what one too many "    \
	"does, and seconds until an errdisabled port recovers; rates, as "    \
	"10mbit/64kb, 100pps/20 or off" PORT_METERS(METER_HELP) "; "           \
	"storm_action: what too much to flood does; shape_bytes, "             \
	"shape_latency: how much may wait, and how long"
/* clang-format on */

/* Rows whose words need no help leave @words and @shared out */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

const struct command commands[] = {
	{ "switch show", RUN(cmd_switch_show), READS,
	  "Show the switch's settings, engine, how full its table is, and how "
	  "long the iterations of its loop took",
	  "switch show" },
	{ "switch set [ageing_time <ageing_time:0..1000000>] "
	  "[fdb_limit <fdb_limit:1..4194304>] [fdb_full <fdb_full:flood|evict>] "
	  "[group_fwd <group_fwd:word>] [busy_poll <busy_poll:0..1000000>] "
	  "[vlan_filtering <vlan_filtering:on|off>] "
	  "[vlan_protocol <vlan_protocol:802.1q|802.1ad>] "
	  "[vlan_default_pvid <vlan_default_pvid:0..4094>] "
	  "[flap <flap:off|alarm|errdisable>] [flap_moves <flap_moves:1..1000000>] "
	  "[flap_recovery <flap_recovery:1..86400>] "
	  "[loop_probe <loop_probe:off|alarm|errdisable>] "
	  "[loop_interval <loop_interval:1..3600>] "
	  "[loop_recovery <loop_recovery:1..86400>]",
	  RUN(cmd_switch_set), CHANGES,
	  "Change settings: seconds until a silent station is forgotten (0: "
	  "learn nothing, a hub), how many addresses are learned and what "
	  "happens beyond, which reserved group addresses pass (lab, linux, "
	  "802.1d or a mask), microseconds to stay awake after a frame, for "
	  "shorter round trips at the cost of a core (0: sleep at once); "
	  "whether frames stay in their VLAN, the EtherType of its tag, and the "
	  "VLAN in which new ports start (0: in none); what happens when an "
	  "address moves between ports more often than flap_moves times in a "
	  "second, or when a probe, sent every loop_interval seconds, comes "
	  "back: nothing, an alarm, or that and the port errdisabled for "
	  "flap_recovery or loop_recovery seconds",
	  "switch set ageing_time 300 group_fwd linux" },
	{ "switch stop", RUN(cmd_switch_stop), CHANGES,
	  "End the switch, as SIGTERM does; the connection ends when its ports "
	  "and its socket are gone",
	  "switch stop" },

	{ "port add <port:new> tap [ifname <ifname>] [mac <mac>] "
	  "[mtu <mtu:68..65521>] [address <prefix>]... [up|down] "
	  "[owner <owner:word>] [group <group:word>] [persist <persist:on|off>] "
	  "[netns <netns:word>] [offload <offload:on|off>] [fd <fd:0..65535>] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_tap), CHANGES,
	  "Make a tap, attach to a persistent one, or adopt an open one (fd), "
	  "and plug it in; with up, its interface is brought up, with down, "
	  "the port starts without carrier",
	  "port add lan7 tap mac 02:00:00:00:00:07 mtu 9000 up" },
	{ "port add <port:new> null [mtu <mtu:68..65521>] [up|down] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_null), CHANGES,
	  "Plug in a port with nobody behind it, which swallows what it is sent",
	  "port add sink null" },
	{ "port add <port:new> packet [dev <dev:ifname>] [netns <netns:word>] "
	  "[fd <fd:0..65535>] [offload <offload:on|off>] [up|down] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_packet), CHANGES,
	  "Plug in an interface that somebody else has, by a packet socket: a "
	  "veth, a card, or the tap that a virtual machine holds; one that is "
	  "deleted is found again by its name",
	  "port add up0 packet dev eth1" },
	{ "port add <port:new> stream [listen <listen:word>] "
	  "[connect <connect:word>] [reconnect <reconnect:1..3600>] "
	  "[fd <fd:0..65535>] [mode <mode:word>] [group <group:word>] "
	  "[allow <allow:word>] [secret_file <secret_file:word>] "
	  "[mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_stream), CHANGES,
	  "Plug in a stream socket, as QEMU's -netdev stream has it: one that "
	  "listens, for one client at a time, or one that connects, again and "
	  "again, every reconnect seconds in the end; a path, @name or "
	  "address:port; over TCP, allow says from which networks clients may "
	  "come; over TCP to another tapswitch, both ends prove that they have "
	  "the secret in secret_file, which is no encryption; "
	  "offload implied: for a peer that cuts virtio-net headers off, "
	  "TCP longer than mtu (1500 unless said) is a GSO frame, and a "
	  "checksum only begun is finished",
	  "port add vm1 stream listen @lab-vm1" },
	{ "port add <port:new> dgram [local <local:word>] "
	  "[remote <remote:word>] [dev <dev:ifname>] [fd <fd:0..65535>] [mode <mode:word>] "
	  "[group <group:word>] [mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_dgram), CHANGES,
	  "Plug in a datagram socket, as QEMU's -netdev dgram has it, over UDP or "
	  "between two paths; without remote, the peer is who speaks first; a "
	  "multicast group as remote is joined, on interface dev; "
	  "offload: as of a stream",
	  "port add vm2 dgram local @lab-vm2" },
	{ "port add <port:new> patch <switch:word> <peer:name> "
	  "[mtu <mtu:68..65521>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_patch), CHANGES,
	  "Plug in one end of a cable to a port of another switch of this "
	  "machine, which has the other end",
	  "port add up1 patch sw1 up1" },
	{ "port listen show", RUN(cmd_port_listen_show), READS,
	  "Show where clients may come, and how many came",
	  "port listen show" },
	{ "port listen del <address:word> [--if-exists]",
	  RUN(cmd_port_listen_del), CHANGES,
	  "Let nobody come there any more, and unplug who did",
	  "port listen del @lab" },
	{ "port listen <type:stream|dgram|vde> <address:word> "
	  "[name <name:word>] [max <max:1..1024>] "
	  "[max_per_address <max_per_address:1..1024>] "
	  "[max_per_user <max_per_user:1..1024>] [mode <mode:word>] "
	  "[group <group:word>] [allow <allow:word>] "
	  "[secret_file <secret_file:word>] [mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_listen), CHANGES,
	  "Let clients come, each to a port of its own that goes when it does: "
	  "to a stream or datagram socket, or to the directory of a VDE switch; "
	  "name has %d for the number of the port, %p for the client's path, %u "
	  "for its user, or %m for the address of its first frame; over TCP, "
	  "allow says from which networks clients may come, max_per_address how "
	  "many from one address, or one /64 of IPv6, and secret_file what they "
	  "must prove to have; max_per_user: how many ports one user of a Unix "
	  "socket may have who is neither root nor the switch's own, half of max "
	  "unless said; all other settings are those of each",
	  "port listen stream @lab-vms name vm%d max 64 isolated on" },
	{ "port set <port:ports> [up|down] [mtu <mtu:68..65521>] [mac <mac>] "
	  "[offload <offload:on|off>] " PORT_OPTIONS,
	  RUN(cmd_port_set), CHANGES, PORT_HELP,
	  "port set lan1 trunk 10,20,30-40 native 99" },
	{ "port del <port:ports> [--if-exists]", RUN(cmd_port_del), CHANGES,
	  "Unplug a port and forget what was learned on it", "port del lan1" },
	{ "port show [[port|dev] <port:ports>]", RUN(cmd_port_show), READS,
	  "Show ports, and what was negotiated with them; of one, all that is "
	  "known",
	  "port show lan1" },

	{ "vlan add <vids> port|dev <port:ports> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES,
	  "Put a port into VLANs; pvid: what comes without a tag is of this "
	  "one, untagged: what is of these leaves without a tag",
	  "vlan add 10 port lan1 pvid untagged" },
	{ "vlan del <vids> port|dev <port:ports> [master] [--if-exists]",
	  RUN(cmd_vlan_del), CHANGES, "Take a port out of VLANs",
	  "vlan del 1 port lan1" },
	{ "vlan set <vids> [name <name:word>] [ethertype <ethertype:word>] "
	  "[fdb_limit <fdb_limit:0..4194304>]",
	  RUN(cmd_vlan_set), CHANGES,
	  "Name a VLAN, or give it a tag of its own: ethertype 0x8100, 0x88a8, "
	  "0x9100, 0x9200, or default for that of the switch; or say how many "
	  "stations are learned in it at most (0: any number)",
	  "vlan set 10 name staff" },
	{ "vlan show [[port|dev] <port:ports>] [vid <vid:vids>] "
	  "[compressvlans]",
	  RUN(cmd_vlan_show), READS,
	  "List which ports are in which VLANs; compressvlans: as ranges in "
	  "which a port is alike, as a table has them anyhow",
	  "vlan show port lan1" },

	{ "fdb add|replace <mac> port|dev <port:name> [vlan <vlan:vids>] "
	  "[master] [static|dynamic|local|permanent] [sticky]",
	  RUN(cmd_fdb_add), CHANGES,
	  "Say where a station is: static neither ages nor moves, sticky ages "
	  "but does not move, dynamic does both, as if it had been heard, local "
	  "or permanent is the switch itself; without a VLAN, in all that the "
	  "port is in",
	  "fdb add 02:00:00:00:00:99 port lan1 static" },
	{ "fdb del <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[master] [--if-exists]",
	  RUN(cmd_fdb_del), CHANGES,
	  "Forget one station, in all VLANs unless some are named",
	  "fdb del 02:00:00:00:00:01" },
	{ "fdb get <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>]",
	  RUN(cmd_fdb_get), READS, "Show where one station is, or fail",
	  "fdb get 02:00:00:00:00:01" },
	{ "fdb show [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[mac <mac>] [learned|locked|sticky|static|local|dynamic]",
	  RUN(cmd_fdb_show), READS, "List the stations heard, and where",
	  "fdb show port lan1" },
	{ "fdb stats [port|dev|brport <port:ports>]", RUN(cmd_fdb_stats), READS,
	  "Show for each port how many stations are known there, and how many "
	  "were learned, moved there, aged, were evicted, or found no room",
	  "fdb stats" },
	{ "fdb flush [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[learned|locked|sticky|static|local|dynamic]",
	  RUN(cmd_fdb_flush), CHANGES,
	  "Forget stations: learned, locked and sticky ones unless a state is "
	  "named",
	  "fdb flush port lan1" },

	{ "loop show", RUN(cmd_loop_show), READS,
	  "List the signs of loops, the last one first: the address, and both "
	  "ports",
	  "loop show" },
	{ "loop clear", RUN(cmd_loop_clear), CHANGES, "Empty that list",
	  "loop clear" },
	{ "violation show [port|dev <port:ports>]", RUN(cmd_violation_show),
	  READS,
	  "List the stations that were one too many for a port (violation "
	  "restrict or shutdown): where, when first and last, and with how many "
	  "frames",
	  "violation show" },
	{ "violation clear [port|dev <port:ports>]", RUN(cmd_violation_clear),
	  CHANGES, "Empty that list", "violation clear" },

	{ "stats show [[port|dev] <port:ports>]", RUN(cmd_stats_show), READS,
	  "Show each port's counters, and why frames were dropped; missed: those "
	  "that the kernel lost before the switch could read them, as it does "
	  "where a tap's own queue is full",
	  "stats show" },
	{ "stats vlan [vid <vid:vids>] [[port|dev] <port:ports>]",
	  RUN(cmd_stats_vlan), READS,
	  "Show each VLAN's counters, and why its frames were dropped; or one "
	  "port's in each of its VLANs",
	  "stats vlan" },
	{ "stats check", RUN(cmd_stats_check), READS,
	  "Add up all counters and say whether every frame is accounted for",
	  "stats check" },
	{ "stats reset loop", RUN(cmd_stats_reset_loop), CHANGES,
	  "Start the histogram of the loop's iterations again",
	  "stats reset loop" },
	{ "stats reset [[port|dev] <port:ports>]", RUN(cmd_stats_reset),
	  CHANGES, "Start counters again at 0", "stats reset port lan1" },

	{ "stats reasons", RUN(cmd_stats_reasons), READS,
	  "List every end that a frame can meet, and what it means",
	  "stats reasons" },

	{ "config show", RUN(cmd_config_show), READS,
	  "Print the lines that would rebuild this switch", "config show" },

	{ "config diff <file:word> [keep]", RUN(cmd_config_diff), READS,
	  "List what applying a file would change, a line for each change; "
	  "nothing is changed; keep: as of config apply",
	  "config diff lab.conf" },

	{ "config apply <file:word> [keep]", RUN(cmd_config_apply), CHANGES,
	  "Make the switch as a file says, whole or not at all, and list what "
	  "was changed; keep: ports, listeners, VLANs' settings and fdb entries "
	  "that the file does not name stay",
	  "config apply lab.conf keep" },

	{ "config save [<file:word>]", RUN(cmd_config_save), CHANGES,
	  "Write the lines of config show into a file, or into the one that the "
	  "switch was started with, which is replaced whole; comments in it "
	  "are lost",
	  "config save saved.conf" },

	{ "config reload", RUN(cmd_config_reload), CHANGES,
	  "Apply the file that the switch was started with again, whole or not "
	  "at all, and say what is wrong with it",
	  "config reload" },

	{ "wait switch [timeout <timeout:0..86400>]", RUN(cmd_wait_switch),
	  READS,
	  "Wait until the switch has started and answers, for so many seconds at "
	  "most",
	  "wait switch timeout 2" },
	{ "wait port|dev <port:ports> <state:up|down|not-present> "
	  "[timeout <timeout:0..86400>]",
	  RUN(cmd_wait_port), READS,
	  "Wait until a port is in a state, for so many seconds at most",
	  "wait port lan1 down timeout 2" },
	{ "wait fdb <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[timeout <timeout:0..86400>]",
	  RUN(cmd_wait_fdb), READS,
	  "Wait until a station is known, for so many seconds at most",
	  "wait fdb 02:00:00:00:00:01 port lan1 timeout 2" },

	/* What a script says to bridge(8), with tapctl in that one's place, and
	 * what is not said so above. */
	{ "vlan add port|dev <port:ports> vid <vids> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES, "As bridge(8) has it: vlan add",
	  "vlan add dev lan1 vid 10 pvid untagged" },
	{ "vlan add vid <vids> port|dev <port:ports> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES, "The same", "vlan add vid 10 dev lan1" },
	{ "vlan del port|dev <port:ports> vid <vids> [pvid] [untagged] [master] "
	  "[--if-exists]",
	  RUN(cmd_vlan_del), CHANGES, "As bridge(8) has it: vlan del",
	  "vlan del dev lan1 vid 1" },
	{ "vlan del vid <vids> port|dev <port:ports> [pvid] [untagged] [master] "
	  "[--if-exists]",
	  RUN(cmd_vlan_del), CHANGES, "The same", "vlan del vid 1 dev lan1" },
	{ "link set port|dev <port:ports> [up|down] [nobackup_port] [master] " PORT_OPTIONS,
	  RUN(cmd_port_set), CHANGES, "As bridge(8) has it: port set",
	  "link set dev lan1 learning off flood off" },
	{ "link show [[port|dev] <port:ports>]", RUN(cmd_port_show), READS,
	  "As bridge(8) has it: port show", "link show dev lan1" },

	{ "help [<noun:word>] [<verb:word>]", RUN(cmd_help), READS,
	  "List the commands: all, those of a noun, or of a noun and a verb",
	  "help port set" },
};

const size_t command_count = ARRAY_SIZE(commands);

const struct grammar command_grammar = { commands, ARRAY_SIZE(commands) };
