/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of the switch, one row each.
 *
 * Compiled with TABLE_ONLY, the rows have no handlers, for programs that describe
 * commands and do not run them.
 */
#include "commands/commands.h"
#include "commands/table.h"
#include "commands/renamed.h"
#include "commands/word_help.h"

/* clang-format off */
#ifdef TABLE_ONLY
#define RUN(command) NULL
#define EXPLAIN NULL
#else
#define RUN(command) (command)
#define EXPLAIN renamed_explain
#endif
/* clang-format on */

/* The options of every kind of port, in `port add` and in `port set` */
#define FLAG_SYNTAX(name, preset, help) "[" #name " <" #name ":on|off>] "
#define METER_SYNTAX(id, name, help)	"[" #name " <rate:word>] "
/* clang-format off */
#define PORT_OPTIONS                                                           \
	"[alias <alias:word>] [gro <gro:on|off>] " PORT_FLAGS(FLAG_SYNTAX)     \
	"[accept <accept:all|tagged|untagged>] [access <access:1..4094>] "     \
	"[trunk <trunk:vids>] [native <native:1..4094>] "                      \
	"[dot1q-tunnel <dot1q-tunnel:1..4094>] [ethertype <ethertype:word>] "  \
	"[group_fwd <group_fwd:word>] [backup_port <backup_port:word>] "       \
	"[fdb_limit <fdb_limit:0..4194304>] "                                  \
	"[violation <violation:flood|protect|restrict|shutdown>] "             \
	"[recovery <recovery:0..86400>] " PORT_METERS(METER_SYNTAX)            \
	"[storm_action <storm_action:drop|shutdown>] "                         \
	"[shape_bytes <shape_bytes:131072..67108864>] "                        \
	"[shape_latency <shape_latency:1..10000>]"
#define FILTER_OPTIONS "[filter <filter:word>] [bpf <bpf:word>]"
#define MAY_EXIST " [--may-exist]"
/* The fields of a frame that `trace` composes */
#define FRAME_OPTIONS                                                          \
	"[src <src:mac>] [dst <dst:mac>] [vlan <vlan:0..4095>]... "            \
	"[prio <prio:0..7>] [ethertype <ethertype:word>] [len <len:14..65601>]"
#define MIRROR_SOURCE_VLAN                                                     \
	"mirror add <mirror:new> from vlan <vlan:vids> "                       \
	"[direction <direction:in|out|both>] "
#define MIRROR_SOURCE_PORT                                                     \
	"mirror add <mirror:new> from <port:ports> "                           \
	"[direction <direction:in|out|both>] "
#define MIRROR_COPIES                                                          \
	"[snaplen <snaplen:64..65535>] [every <every:1..1000000>] "
#define MIRROR_TO_PORT                                                         \
	"to <to:name> " MIRROR_COPIES                                          \
	"[ingress <ingress:on|off>] " FILTER_OPTIONS MAY_EXIST
#define MIRROR_TO_VLAN                                                         \
	"to vlan <to_vlan:1..4094> " MIRROR_COPIES FILTER_OPTIONS MAY_EXIST
/* clang-format on */

/* Rows whose words need no help leave @words and @shared out */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

const struct command commands[] = {
	{ "switch show", RUN(cmd_switch_show), READS,
	  "Show the settings, the engine, the number of fdb entries, and how "
	  "long iterations of the loop take",
	  "switch show" },
	{ "switch set [ageing_time <ageing_time:0..1000000>] "
	  "[fdb_limit <fdb_limit:1..4194304>] [fdb_full <fdb_full:flood|evict>] "
	  "[group_fwd <group_fwd:word>] [busy_poll <busy_poll:0..1000000>] "
	  "[recorder <recorder:0..1048576>] [snaplen <snaplen:64..1024>] "
	  "[vlan_filtering <vlan_filtering:on|off>] "
	  "[vlan_protocol <vlan_protocol:802.1q|802.1ad>] "
	  "[vlan_default_pvid <vlan_default_pvid:0..4094>] "
	  "[flap <flap:off|alarm|errdisable>] [flap_moves <flap_moves:1..1000000>] "
	  "[flap_recovery <flap_recovery:1..86400>] "
	  "[loop_probe <loop_probe:off|alarm|errdisable>] "
	  "[loop_interval <loop_interval:1..3600>] "
	  "[loop_recovery <loop_recovery:1..86400>]",
	  RUN(cmd_switch_set), CHANGES, "Change settings of the switch",
	  "switch set ageing_time 300 group_fwd linux", help_switch_set },
	{ "switch stop", RUN(cmd_switch_stop), CHANGES,
	  "Stop the switch, as SIGTERM does; the connection is closed after "
	  "its ports and its socket are removed",
	  "switch stop" },

	{ "port add <port:new> tap [ifname <ifname>] [mac <mac>] "
	  "[mtu <mtu:68..65521>] [address <prefix>]... [up|down] "
	  "[owner <owner:word>] [group <group:word>] [persist <persist:on|off>] "
	  "[netns <netns:word>] [offload <offload:on|off>] [fd <fd:0..65535>] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_tap), CHANGES,
	  "Add a tap: a new one, a persistent one, or one that is open "
	  "already (fd)",
	  "port add lan7 tap mac 02:00:00:00:00:07 mtu 9000 up", help_tap,
	  help_port_options },
	{ "port add <port:new> null [mtu <mtu:68..65521>] [up|down] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_null), CHANGES,
	  "Add a port without a device: it receives nothing, and discards "
	  "the frames sent to it",
	  "port add sink null", help_null, help_port_options },
	{ "port add <port:new> packet [dev <dev:ifname>] [netns <netns:word>] "
	  "[fd <fd:0..65535>] [offload <offload:on|off>] [up|down] " PORT_OPTIONS
		  MAY_EXIST,
	  RUN(cmd_port_add_packet), CHANGES,
	  "Add an existing interface, by a packet socket: a veth, a network "
	  "card, or the tap of a virtual machine",
	  "port add up0 packet dev eth1", help_packet, help_port_options },
	{ "port add <port:new> stream [listen <listen:word>] "
	  "[connect <connect:word>] [reconnect <reconnect:1..3600>] "
	  "[fd <fd:0..65535>] [mode <mode:word>] [group <group:word>] "
	  "[allow <allow:word>] [secret_file <secret_file:word>] "
	  "[mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_stream), CHANGES,
	  "Add a stream socket that listens or connects, for QEMU's -netdev "
	  "stream and others",
	  "port add vm1 stream listen @lab-vm1", help_stream,
	  help_port_options },
	{ "port add <port:new> dgram [local <local:word>] "
	  "[remote <remote:word>] [dev <dev:ifname>] [fd <fd:0..65535>] [mode <mode:word>] "
	  "[group <group:word>] [mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_dgram), CHANGES,
	  "Add a datagram socket, over UDP or between two paths, for QEMU's "
	  "-netdev dgram and others",
	  "port add vm2 dgram local @lab-vm2", help_dgram, help_port_options },
	{ "port add <port:new> patch <switch:word> <peer:name> "
	  "[mtu <mtu:68..65521>] [up|down] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_add_patch), CHANGES,
	  "Add a port that is connected to a port of another switch on this "
	  "machine, as by a cable",
	  "port add up1 patch sw1 up1", help_patch, help_port_options },
	{ "port listen show", RUN(cmd_port_listen_show), READS,
	  "Show the addresses at which clients can connect, and how many "
	  "have connected",
	  "port listen show" },
	{ "port listen del <address:word> [--if-exists]",
	  RUN(cmd_port_listen_del), CHANGES,
	  "Stop listening at an address, and delete the ports of its clients",
	  "port listen del @lab", NULL, help_common },
	{ "port listen <type:stream|dgram|vde> <address:word> "
	  "[name <name:word>] [max <max:1..1024>] "
	  "[max_per_address <max_per_address:1..1024>] "
	  "[max_per_user <max_per_user:1..1024>] [mode <mode:word>] "
	  "[group <group:word>] [allow <allow:word>] "
	  "[secret_file <secret_file:word>] [mtu <mtu:68..65521>] "
	  "[offload <offload:off|implied>] " PORT_OPTIONS MAY_EXIST,
	  RUN(cmd_port_listen), CHANGES,
	  "Listen for clients at a stream or datagram socket, or in the "
	  "directory of a VDE switch; each client has a port of its own until "
	  "it disconnects",
	  "port listen stream @lab-vms name vm%d max 64 isolated on",
	  help_port_listen, help_port_options },
	{ "port set <port:ports> [up|down] [mtu <mtu:68..65521>] [mac <mac>] "
	  "[offload <offload:on|off>] " PORT_OPTIONS,
	  RUN(cmd_port_set), CHANGES, "Change settings of ports",
	  "port set lan1 trunk 10,20,30-40 native 99", help_port_set,
	  help_port_options },
	{ "port del <port:ports> [--if-exists]", RUN(cmd_port_del), CHANGES,
	  "Delete ports, and forget what was learned on them", "port del lan1",
	  NULL, help_common },
	{ "port show [[port|dev] <port:ports>]", RUN(cmd_port_show), READS,
	  "Show ports, their states and offloads; for a single port, all "
	  "details",
	  "port show lan1", NULL, help_common },

	{ "vlan add <vids> port|dev <port:ports> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES, "Make ports members of VLANs",
	  "vlan add 10 port lan1 pvid untagged", help_vlan_add, help_common },
	{ "vlan del <vids> port|dev <port:ports> [master] [--if-exists]",
	  RUN(cmd_vlan_del), CHANGES, "Remove ports from VLANs",
	  "vlan del 1 port lan1", NULL, help_common },
	{ "vlan set <vids> [name <name:word>] [ethertype <ethertype:word>] "
	  "[fdb_limit <fdb_limit:0..4194304>] [remote_span <remote_span:on|off>]",
	  RUN(cmd_vlan_set), CHANGES,
	  "Set the name, the EtherType or the limit of stations of VLANs, or let "
	  "them carry copies of mirrors",
	  "vlan set 10 name staff", help_vlan_set },
	{ "vlan show [[port|dev] <port:ports>] [vid <vid:vids>] "
	  "[compressvlans]",
	  RUN(cmd_vlan_show), READS,
	  "Show which ports are members of which VLANs", "vlan show port lan1",
	  help_vlan_show, help_common },

	{ "fdb add|replace <mac> port|dev <port:name> [vlan <vlan:vids>] "
	  "[master] [static|dynamic|local|permanent] [sticky]",
	  RUN(cmd_fdb_add), CHANGES, "Add an entry for a station",
	  "fdb add 02:00:00:00:00:99 port lan1 static", help_fdb_add,
	  help_common },
	{ "fdb del <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[master] [--if-exists]",
	  RUN(cmd_fdb_del), CHANGES,
	  "Delete the entries of a station, in all VLANs unless some are named",
	  "fdb del 02:00:00:00:00:01", NULL, help_common },
	{ "fdb get <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>]",
	  RUN(cmd_fdb_get), READS,
	  "Show the entry of a station; fail if there is none",
	  "fdb get 02:00:00:00:00:01", NULL, help_common },
	{ "fdb show [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[mac <mac>] [learned|locked|sticky|static|local|dynamic]",
	  RUN(cmd_fdb_show), READS,
	  "Show the known stations, and the port of each", "fdb show port lan1",
	  NULL, help_common },
	{ "fdb stats [port|dev|brport <port:ports>]", RUN(cmd_fdb_stats), READS,
	  "Show for each port how many stations are known, and how many were "
	  "learned, moved there, aged, were evicted or were refused for lack "
	  "of room",
	  "fdb stats", NULL, help_common },
	{ "fdb flush [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[learned|locked|sticky|static|local|dynamic]",
	  RUN(cmd_fdb_flush), CHANGES, "Delete entries", "fdb flush port lan1",
	  help_fdb_flush, help_common },

	{ "loop show", RUN(cmd_loop_show), READS,
	  "Show the alarms about loops, the latest first: the address and "
	  "both ports",
	  "loop show" },
	{ "loop clear", RUN(cmd_loop_clear), CHANGES,
	  "Empty the list that loop show shows", "loop clear" },
	{ "violation show [port|dev <port:ports>]", RUN(cmd_violation_show),
	  READS,
	  "Show the stations that exceeded the limit of a port with violation "
	  "restrict or shutdown: the port, the times of the first and the last "
	  "frame, and the number of frames",
	  "violation show", NULL, help_common },
	{ "violation clear [port|dev <port:ports>]", RUN(cmd_violation_clear),
	  CHANGES, "Empty the list that violation show shows",
	  "violation clear", NULL, help_common },

	{ "marker add <marker:name> [port|dev <port:ports>] " FILTER_OPTIONS
	  " [capture <file:word>]" MAY_EXIST,
	  RUN(cmd_marker_add), CHANGES,
	  "Count the frames that a filter selects, and write an event for "
	  "each, whatever becomes of them",
	  "marker add ping port lan1,vm* filter icmp", help_marker_add },
	{ "marker del <marker:name> [--if-exists]", RUN(cmd_marker_del),
	  CHANGES, "Delete a marker", "marker del arp", NULL, help_common },
	{ "marker show [<marker:name>]", RUN(cmd_marker_show), READS,
	  "Show markers, and how many frames each has selected", "marker show",
	  help_marker },
	{ "marker reset [<marker:name>]", RUN(cmd_marker_reset), CHANGES,
	  "Start the counts of one marker, or of all, again at 0",
	  "marker reset arp", help_marker },

	{ MIRROR_SOURCE_VLAN MIRROR_TO_PORT, RUN(cmd_mirror_add), CHANGES,
	  "Send copies of the frames in VLANs to a port, which only listens "
	  "from then on",
	  "mirror add voice from vlan 10 direction in to lan4",
	  help_mirror_add },
	{ MIRROR_SOURCE_PORT MIRROR_TO_PORT, RUN(cmd_mirror_add), CHANGES,
	  "Send copies of the frames of ports, or of all, to a port, which only "
	  "listens from then on",
	  "mirror add uplink from lan1,lan2 to lan4", help_mirror_add },
	{ MIRROR_SOURCE_VLAN MIRROR_TO_VLAN, RUN(cmd_mirror_add), CHANGES,
	  "Send copies of the frames in VLANs into another VLAN, which takes "
	  "them to the monitor of another switch (RSPAN)",
	  "mirror add far from vlan 10 to vlan 900", help_mirror_add },
	{ MIRROR_SOURCE_PORT MIRROR_TO_VLAN, RUN(cmd_mirror_add), CHANGES,
	  "The same for the frames of ports",
	  "mirror add away from lan1 to vlan 900", help_mirror_add },
	{ "mirror del <mirror:name> [--if-exists]", RUN(cmd_mirror_del),
	  CHANGES, "Delete a mirror; its port forwards again",
	  "mirror del taps", NULL, help_common },
	{ "mirror show [<mirror:name>]", RUN(cmd_mirror_show), READS,
	  "Show mirrors, and how many frames each has selected and copied",
	  "mirror show", help_mirror },
	{ "mirror reset [<mirror:name>]", RUN(cmd_mirror_reset), CHANGES,
	  "Start the counts of one mirror, or of all, again at 0",
	  "mirror reset taps", help_mirror },

	{ "stats show [[port|dev] <port:ports>]", RUN(cmd_stats_show), READS,
	  "Show the counters of ports, why frames were dropped, and how many the "
	  "kernel lost before the switch could read them (missed)",
	  "stats show", NULL, help_common },
	{ "stats vlan [vid <vid:vids>] [[port|dev] <port:ports>]",
	  RUN(cmd_stats_vlan), READS,
	  "Show the counters of VLANs, and why frames were dropped; with a "
	  "port, its counters in each VLAN where it is a member or has had frames",
	  "stats vlan", NULL, help_common },
	{ "stats check", RUN(cmd_stats_check), READS,
	  "Check that every frame is accounted for", "stats check" },
	{ "stats reset loop", RUN(cmd_stats_reset_loop), CHANGES,
	  "Start the histogram of the loop's iterations again",
	  "stats reset loop" },
	{ "stats reset [[port|dev] <port:ports>]", RUN(cmd_stats_reset),
	  CHANGES, "Start the counters of ports again at 0",
	  "stats reset port lan1", NULL, help_common },

	{ "stats reasons", RUN(cmd_stats_reasons), READS,
	  "List the reasons under which frames are counted, and what they mean",
	  "stats reasons" },

	{ "recorder show [[port|dev] <port:ports>] [mac <mac>] "
	  "[last <last:word>] [newest <newest:1..1048576>]",
	  RUN(cmd_recorder_show), READS,
	  "Show the last frames, oldest first, and what became of each",
	  "recorder show last 10s", help_recorder_show, help_common },
	{ "why <from:end> <to:end> [last <last:word>]", RUN(cmd_why), READS,
	  "Say why two ends do not reach each other: what became of the last "
	  "frames between them, in both directions, and what to change",
	  "why lan1 lan2 last 10s", help_why },
	{ "trace live [port|dev <port:ports>] " FILTER_OPTIONS
	  " [count <count:1..4294967295>] [duration <duration:word>]",
	  RUN(cmd_trace_live), READS,
	  "Explain frames as they are received, rule by rule: what becomes of "
	  "each, and why",
	  "trace live port lan1 count 1 duration 0", help_trace_live },
	{ "trace <port:name> arp who-has <target:host> tell <sender:host> " FRAME_OPTIONS,
	  RUN(cmd_trace_arp), READS,
	  "Explain what would become of an ARP request that is received on a "
	  "port",
	  "trace lan1 arp who-has 192.0.2.2 tell 192.0.2.1", help_trace },
	{ "trace <port:name> ping <from:host> <to:host> " FRAME_OPTIONS,
	  RUN(cmd_trace_ping), READS,
	  "The same for an echo request of IPv4 or IPv6",
	  "trace lan1 ping 192.0.2.1 192.0.2.2 vlan 10", help_trace },
	{ "trace <port:name> pcap <file:word> [<number:1..4294967295>]",
	  RUN(cmd_trace_pcap), READS,
	  "The same for a frame of a capture file, pcap or pcapng, which tapctl "
	  "reads",
	  "trace lan1 pcap ping.pcap 2", help_trace },
	{ "trace <port:name> <frame:hex>", RUN(cmd_trace_hex), READS,
	  "The same for a frame that is given as bytes",
	  "trace lan1 ffffffffffff02000000000188b5", help_trace },
	{ "trace <port:name> [type <type:word>] " FRAME_OPTIONS,
	  RUN(cmd_trace_fields), READS,
	  "The same for a frame with these fields, and zeros behind its "
	  "EtherType",
	  "trace lan1 dst 02:00:00:00:00:01 vlan 10 prio 5 type arp",
	  help_trace },

	{ "capture last <last:word> [port|dev <port:ports>] "
	  "[only <only:word>] " FILTER_OPTIONS
	  " [snaplen <snaplen:0..262144>] [count <count:0..4294967295>]",
	  RUN(cmd_capture_last), RESTRICTED,
	  "Capture what has happened already: the frames that the flight "
	  "recorder has of this time",
	  "capture last 10s port lan1", help_capture_last, help_common },
	{ "capture marker <marker:name> [direction <direction:in|out|both>] "
	  "[snaplen <snaplen:0..262144>] [count <count:0..4294967295>] "
	  "[duration <duration:word>] [segments <segments:on|off>]",
	  RUN(cmd_capture_marker), RESTRICTED,
	  "Capture the frames that a marker selects",
	  "capture marker arp duration 0", help_capture_marker },
	{ "capture <port:ports> [direction <direction:in|out|both>] "
	  "[only <only:word>] " FILTER_OPTIONS
	  " [snaplen <snaplen:0..262144>] [count <count:0..4294967295>] "
	  "[duration <duration:word>] [segments <segments:on|off>]",
	  RUN(cmd_capture), RESTRICTED,
	  "Capture frames at ports, as a stream of pcapng",
	  "capture lan1 count 1 duration 0", help_capture, help_common },

	{ "config show", RUN(cmd_config_show), READS,
	  "Print the lines that would rebuild this switch", "config show" },

	{ "config diff <file:word> [keep]", RUN(cmd_config_diff), RESTRICTED,
	  "List what applying a file would change, a line for each change; "
	  "nothing is changed",
	  "config diff lab.conf", help_config },

	{ "config apply <file:word> [keep]", RUN(cmd_config_apply), CHANGES,
	  "Change the switch to what a file describes, as a whole or not at "
	  "all, and list the changes",
	  "config apply lab.conf keep", help_config },

	{ "config save [<file:word>]", RUN(cmd_config_save), CHANGES,
	  "Write the lines of config show into a file, which is replaced whole; "
	  "comments in it are lost",
	  "config save saved.conf", help_config_save },

	{ "config reload", RUN(cmd_config_reload), CHANGES,
	  "Apply again the file that the switch was started with, as a whole or "
	  "not at all, and report what is wrong with it",
	  "config reload" },

	{ "wait switch [timeout <timeout:0..86400>]", RUN(cmd_wait_switch),
	  READS, "Wait until the switch has started and answers",
	  "wait switch timeout 2", help_wait },
	{ "wait port|dev <port:ports> <state:up|down|not-present> "
	  "[timeout <timeout:0..86400>]",
	  RUN(cmd_wait_port), READS, "Wait until a port is in a state",
	  "wait port lan1 down timeout 2", help_wait },
	{ "wait fdb <mac> [port|dev|brport <port:ports>] [vlan <vlan:vids>] "
	  "[timeout <timeout:0..86400>]",
	  RUN(cmd_wait_fdb), READS, "Wait until a station is known",
	  "wait fdb 02:00:00:00:00:01 port lan1 timeout 2", help_wait,
	  help_common },

	{ "monitor [<kind:port|link|fdb|vlan|violation|storm|loop|listener|"
	  "marker|config>]... [port|dev <port:ports>] "
	  "[since <since:0..9007199254740991>] "
	  "[count <count:1..9007199254740991>]",
	  RUN(cmd_monitor), READS,
	  "Show events as they happen: all, or those of some kinds or ports",
	  "monitor link fdb since 0 count 1", help_monitor, help_common },

	/* Forms of bridge(8), so that scripts can call tapctl instead. */
	{ "vlan add port|dev <port:ports> vid <vids> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES,
	  "The same as vlan add, in the words of bridge(8)",
	  "vlan add dev lan1 vid 10 pvid untagged", help_vlan_add,
	  help_common },
	{ "vlan add vid <vids> port|dev <port:ports> [pvid] [untagged] [master]",
	  RUN(cmd_vlan_add), CHANGES, "The same", "vlan add vid 10 dev lan1",
	  help_vlan_add, help_common },
	{ "vlan del port|dev <port:ports> vid <vids> [pvid] [untagged] [master] "
	  "[--if-exists]",
	  RUN(cmd_vlan_del), CHANGES,
	  "The same as vlan del, in the words of bridge(8)",
	  "vlan del dev lan1 vid 1", NULL, help_common },
	{ "vlan del vid <vids> port|dev <port:ports> [pvid] [untagged] [master] "
	  "[--if-exists]",
	  RUN(cmd_vlan_del), CHANGES, "The same", "vlan del vid 1 dev lan1",
	  NULL, help_common },
	{ "link set port|dev <port:ports> [up|down] [nobackup_port] [master] " PORT_OPTIONS,
	  RUN(cmd_port_set), CHANGES,
	  "The same as port set, in the words of bridge(8)",
	  "link set dev lan1 learning off flood off", help_port_set,
	  help_port_options },
	{ "link show [[port|dev] <port:ports>]", RUN(cmd_port_show), READS,
	  "The same as port show, in the words of bridge(8)",
	  "link show dev lan1", NULL, help_common },

	{ "help [<noun:word>] [<verb:word>] [<word:word>]", RUN(cmd_help),
	  READS,
	  "Explain commands: list all or those of a noun, or explain one "
	  "command, or one of its words",
	  "help port set", help_help },
};

const size_t command_count = ARRAY_SIZE(commands);

const struct grammar command_grammar = { commands, ARRAY_SIZE(commands),
					 EXPLAIN };
