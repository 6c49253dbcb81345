# SPDX-License-Identifier: BSD-2-Clause
#
# `make help` lists the targets.  Everything that is built lies below $(O), and the last
# part of $(O) selects the flags: O=build/asan, O=build/debug.

O	?= build
V	?= 0
PREFIX	?= /usr/local
BINDIR	?= $(PREFIX)/bin
MANDIR	?= $(PREFIX)/share/man
PKG_CONFIG   ?= pkg-config
FUZZ_SECONDS ?= 60

SAN	      = -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS.debug  = -Og -g3
CFLAGS.asan   = -O1 -g -fno-omit-frame-pointer -DPOISON $(SAN)
CFLAGS.fuzz   = $(CFLAGS.asan) -fsanitize=fuzzer-no-link
CFLAGS	     ?= $(or $(CFLAGS.$(notdir $(O))),-O2 -g)

# Off by default: a user's newer compiler with newer warnings must not stop the build.
WERROR	     ?= 0
WARN	      = -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes \
		-Wstrict-prototypes $(if $(filter 1,$(WERROR)),-Werror)
DEPS	      = CC='$(CC)' CPPFLAGS='$(LIB_CFLAGS) $(CPPFLAGS)' tools/dev/deps
COMPILE	      = $(CC) -std=gnu11 -D_GNU_SOURCE -Iinclude -Iswitch $(LIB_CFLAGS) \
		$(CPPFLAGS) $(WARN) $(CFLAGS)
LINK	      = $(CC) $(CFLAGS) $(LDFLAGS)

# A checkout takes its version from its tags, an unpacked archive from the file VERSION.
VERSION	     := $(patsubst v%,%,$(or $(shell test -e .git && \
		git -c safe.directory='*' describe --match 'v*' --dirty 2>/dev/null),$(shell cat VERSION)))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PRECIOUS: $(O)/obj/%.o
ifeq ($(MAKELEVEL),0)
MAKEFLAGS    += --no-print-directory -j$(shell nproc)
endif

ifeq ($(V),0)
say	= @printf '  %-8s%s\n' $(1) $@;
else
say	=
endif

#
# What is built from which sources: a wildcard for each room, libpure.a for pure code.
#

sources	= $(wildcard $(addsuffix /*.c,$(1)))
objects	= $(patsubst %.c,$(O)/obj/%.o,$(1))

IMPURE_BASE   = $(addprefix switch/base/,descriptor.c lock_file.c log.c \
		log_sink.c sd_notify.c path.c socket_file.c time.c unix_socket.c \
		user_ns.c)
PURE	      = $(filter-out $(IMPURE_BASE),$(call sources,switch/base \
		switch/frame switch/core switch/proto switch/capture))
SWITCH	      = $(filter-out $(PURE) switch/main.c,$(call sources,switch switch/*))
TAPCTL	      = $(filter-out tools/tapctl/tapctl.c,$(call sources,tools/tapctl))
EXPORTER      = $(call sources,tools/exporter)

UNIT	      = $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS  = $(filter-out tests/unit/test_%.c,$(call sources,tests/unit))
FUZZERS	      = $(patsubst tools/fuzz/%.c,%,$(wildcard tools/fuzz/fuzz_*.c))

# pkg-config says where a library is.  For one that it does not know, as Debian's libev,
# or where there is no pkg-config, the compiler looks in the usual directories.
cflags_of     = $(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null)
libs_of	      = $(or $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null),$(2))
LIB_CFLAGS   := $(foreach lib,libev libmnl liburing jansson libpcap cmocka,$(call cflags_of,$(lib)))
LIBS	     := $(call libs_of,libev,-lev) $(call libs_of,libmnl,-lmnl) \
		$(call libs_of,liburing,-luring) -pthread
JSON_LIBS    := $(call libs_of,jansson,-ljansson)
TAPCTL_LIBS  := $(JSON_LIBS) $(call libs_of,libpcap,-lpcap) \
		$(call libs_of,ncursesw,-lncursesw -ltinfo)
EXPORTER_LIBS := $(JSON_LIBS) $(call libs_of,libmicrohttpd,-lmicrohttpd)
TEST_LIBS    := $(call libs_of,cmocka,-lcmocka) $(TAPCTL_LIBS) $(LIBS)

##@ Build
all: $(addprefix $(O)/,tapswitch tapctl tapswitch-exporter tapctl.8 tapctl.bash) ## The switch and its tools, into build/
debug: ## The same without optimisation, into build/debug/
	@$(MAKE) O=build/debug all
asan: ## The same with address and undefined-behaviour sanitizers
	@$(MAKE) O=build/asan all

$(O)/tapswitch: $(call objects,switch/main.c) $(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)$(LINK) -o $@ $^ $(LIBS)

$(call objects,tools/tapctl/top_screen.c): private override CPPFLAGS += $(call cflags_of,ncursesw)

# tapctl explains commands, and runs none: the table without what it refers to.
$(O)/obj/table_only.o: switch/commands/table.c $(O)/flags
	$(call say,CC)mkdir -p $(@D); $(COMPILE) -DTABLE_ONLY -MMD -MP -c -o $@ $<

$(O)/tapctl: $(call objects,tools/tapctl/tapctl.c) $(O)/obj/table_only.o $(O)/libtapctl.a $(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)$(LINK) -o $@ $^ $(TAPCTL_LIBS)

$(O)/tapswitch-exporter: $(call objects,$(EXPORTER)) $(O)/libtapctl.a $(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)$(LINK) -o $@ $^ $(EXPORTER_LIBS)
$(call objects,$(EXPORTER)): private override CPPFLAGS += $(call cflags_of,libmicrohttpd)

$(O)/libpure.a: $(call objects,$(PURE))
$(O)/libswitch.a: $(call objects,$(SWITCH))
$(O)/libtapctl.a: $(call objects,$(TAPCTL))
$(O)/libunit.a: $(call objects,$(UNIT_HELPERS))
$(O)/lib%.a: | $(O)/flags
	$(call say,AR)rm -f $@; $(AR) rcsD $@ $^

$(O)/obj/%.o: %.c $(O)/flags
	$(call say,CC)mkdir -p $(@D); $(COMPILE) -MMD -MP -c -o $@ $<

# If the flags change, all objects are built again.
$(O)/flags: always
	@$(DEPS) --check build && mkdir -p $(O) && { \
	echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@; }

$(O)/version: always
	@mkdir -p $(O); echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@

VERSIONED     = $(call objects,switch/options.c switch/commands/capture.c \
		switch/commands/switch.c tools/tapctl/options.c)
$(VERSIONED): $(O)/version
$(VERSIONED): private override CPPFLAGS += -DVERSION='"$(VERSION)"'

# The manual and the completion of tapctl contain the table of commands, inserted by a
# program that runs on the build machine, also if CC is a cross compiler.
FORM.8	      = man
FORM.bash     = bash
CC_FOR_BUILD ?= $(if $(shell command -v cc),cc,$(CC))
MANUAL	      = tools/manual/manual.c tools/tapctl/own_commands.c \
		$(addprefix switch/,commands/table.c \
		commands/word_help.c control/item_help.c control/manual.c \
		control/syntax.c base/hex.c base/ip_address.c base/mac.c \
		base/names.c base/prefix.c base/vids.c)
$(O)/manual: $(MANUAL) $(wildcard include/*/*.h switch/*.h switch/*/*.h) \
		tools/tapctl/own_commands.h | $(O)/flags
	$(call say,BUILD)$(CC_FOR_BUILD) -std=gnu11 -D_GNU_SOURCE -DTABLE_ONLY \
		-Iinclude -Iswitch -o $@ $(MANUAL)
$(O)/tapctl.%: tools/tapctl/tapctl.% $(O)/manual
	$(call say,FILL)$(O)/manual $(FORM.$*) >$@.commands && \
	sed -e '/^[.\\"#]* COMMANDS$$/{' -e 'r $@.commands' -e 'd' -e '}' $< >$@

##@ See it work
# These two targets need no other command before them: see tools/dev/deps.
demo: ## Install what is missing, build, and show three hosts talk
	@$(DEPS) --first demo
	@$(MAKE) all
	@O=$(O) tools/demo

##@ Check
check: ## Run all tests; root installs what is missing, unless a package is built
	@$(DEPS) --first check
	@$(MAKE) all testprograms
	@O=$(O) tests/run unit scenario examples replay net vm

# One kind of test each; T= selects tests by a part of their name.
unit: $(UNIT) ## Unit tests; T=fdb for one module
scenario: $(O)/scenario ## Frames in, decisions out: tests/scenario/*.txt
examples: all ## Every shipped configuration, every command's own example
replay: $(FUZZERS:%=$(O)/replay/%) ## What the fuzzers once found, and their seeds
net: all $(O)/plug ## Real taps in network namespaces; T=ping for one, ENGINE=rw for that
vm: all $(O)/plug ## Guests of QEMU on ports of each kind; T=rootless for one
unit scenario examples replay net vm:
	@O=$(O) T='$(T)' tests/run $@

testprograms: $(UNIT) $(O)/scenario $(O)/plug $(FUZZERS:%=$(O)/replay/%)

# An endpoint that shares no code with the switch, so that a misread protocol shows.
$(O)/plug: $(call objects,$(call sources,tools/plug))
	$(call say,LINK)$(LINK) -o $@ $^

$(O)/unit/%: $(O)/obj/tests/unit/%.o \
		$(addprefix $(O)/lib,unit.a tapctl.a switch.a pure.a)
	$(call say,LINK)mkdir -p $(@D); $(LINK) -o $@ $^ $(TEST_LIBS)

$(O)/scenario: $(call objects,$(call sources,tests/scenario)) $(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)$(LINK) -o $@ $^ $(TEST_LIBS)

$(O)/replay/%: $(O)/obj/tools/fuzz/%.o $(call objects,tools/fuzz/replay.c) \
		$(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)mkdir -p $(@D); $(LINK) -o $@ $^ $(LIBS)

fuzz: ## Fuzz each parser for FUZZ_SECONDS (60); T=parse for one
	@CC=clang tools/dev/deps --check fuzz
	@$(MAKE) O=build/fuzz CC=clang $(or $(T:%=run-fuzz_%),$(FUZZERS:%=run-%))

$(O)/fuzz/%: $(O)/obj/tools/fuzz/%.o $(O)/libswitch.a $(O)/libpure.a
	$(call say,LINK)mkdir -p $(@D); $(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

run-%: $(O)/fuzz/%
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz/run $<

lint: ## Rooms, format, both compilers with -Werror, shellcheck, cppcheck, manuals
	@tools/dev/deps --check lint
	@tools/dev/lint

picture: ## Draw the path of a frame, switch/frame-path.svg, from its .dot
	@$(DEPS) --check picture
	tools/dev/picture switch/frame-path.dot

format: ## Rewrite the C sources as .clang-format says
	git ls-files -co --exclude-standard '*.c' | xargs clang-format -i

##@ Measure
BENCH_PROGRAMS = $(addprefix $(O)/bench/,bare gen rr pour frames) $(O)/plug

bench: ## Against the peers here; T="tcp1 rr" ROUNDS= SECS= PEERS= BASE=FILE BEFORE=PATH
	@$(DEPS) --check bench
	@$(MAKE) all $(BENCH_PROGRAMS)
	@O=$(O) T='$(T)' tools/bench/bench $(ROUNDS:%=--rounds %) $(SECS:%=--secs %) \
		$(if $(PEERS),--peers '$(PEERS)') $(BASE:%=--base '%') $(BEFORE:%=--before '%') $(BENCH)

callgrind: ## Instructions for a frame against the kept ones; KEEP=1 keeps these
	@$(DEPS) --check callgrind
	@$(MAKE) $(O)/bench/frames
	@CC='$(CC)' CFLAGS='$(CFLAGS)' tools/bench/callgrind $(if $(KEEP),--keep) $(O)/bench/frames

# bench/pour is left out, because not every system has a static C library.
testprograms: $(filter-out $(O)/bench/pour,$(BENCH_PROGRAMS))
# callgrind needs only function names, and may not know this compiler's debug format.
$(O)/bench/frames: private override LDFLAGS += -Wl,--strip-debug
$(O)/bench/frames: $(O)/libswitch.a $(O)/libpure.a
# Guests have no shared libraries, and sanitizers need some.
$(O)/bench/pour $(O)/obj/tools/bench/pour.o: private override CFLAGS = -O2 -g
$(O)/bench/pour: $(O)/obj/tools/bench/pour.o
	$(call say,LINK)mkdir -p $(@D); $(LINK) -static -o $@ $^
$(O)/bench/%: $(O)/obj/tools/bench/%.o
	$(call say,LINK)mkdir -p $(@D); $(LINK) -o $@ $^ $(LIBS)

##@ Install
BIN	= $(DESTDIR)$(BINDIR)
SHARE	= $(DESTDIR)$(PREFIX)/share
MAN	= $(DESTDIR)$(MANDIR)
MANUALS	= $(notdir $(wildcard switch/*.[578])) tapctl.8
BASH	= $(SHARE)/bash-completion/completions
UNITS	= $(DESTDIR)$(PREFIX)/lib/systemd
DOC	= $(SHARE)/doc/tapswitch
EXTCAP	= $(DESTDIR)$(PREFIX)/lib/tapswitch/extcap

install: all ## Into $(DESTDIR)$(PREFIX), /usr/local by default; BINDIR= MANDIR=
	install -d $(BIN) $(addprefix $(MAN)/man,5 7 8) $(BASH) $(UNITS)/system $(UNITS)/user $(DOC)/examples $(EXTCAP)
	install -m 755 $(addprefix $(O)/,tapswitch tapctl tapswitch-exporter) $(BIN)
	install -m 644 switch/*.5 $(MAN)/man5
	install -m 644 switch/*.7 $(MAN)/man7
	install -m 644 switch/tapswitch.8 $(O)/tapctl.8 $(MAN)/man8
	install -m 644 $(O)/tapctl.bash $(BASH)/tapctl
	sed 's|@BIN@|$(BINDIR)|' tools/packaging/tapswitch@.service >$(UNITS)/system/tapswitch@.service
	sed 's|@BIN@|$(BINDIR)|' tools/packaging/user/tapswitch@.service >$(UNITS)/user/tapswitch@.service
	sed 's|@BIN@|$(BINDIR)|' tools/extcap/tapswitch-extcap >$(EXTCAP)/tapswitch-extcap
	chmod 755 $(EXTCAP)/tapswitch-extcap
	install -m 644 README.md LICENSE tools/packaging/NEWS $(DOC)
	install -m 644 tools/examples/*.conf tools/examples/*.md $(DOC)/examples
	install -m 755 tools/examples/frames tools/examples/hosts $(DOC)/examples

uninstall: ## Take away what install put there
	rm -f $(addprefix $(BIN)/,tapswitch tapctl tapswitch-exporter)
	rm -f $(foreach page,$(MANUALS),$(MAN)/man$(lastword $(subst ., ,$(page)))/$(page))
	rm -f $(BASH)/tapctl $(UNITS)/system/tapswitch@.service $(UNITS)/user/tapswitch@.service
	rm -rf $(DOC) $(dir $(EXTCAP))

##@ Other
FOR ?= check
deps: ## Install what building and checking need; FOR="bench lint fuzz" for those
	@$(DEPS) $(FOR)
clean: ## Remove build/
	rm -rf build
help: ## This list
	@awk 'BEGIN { FS = ":.*## " }						\
	      /^##@ / { printf "\n%s\n", substr($$0, 5) }			\
	      /^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile
	@printf '\nV=1 shows the commands, O=DIR builds elsewhere, CC=clang works.\n'

.PHONY: all debug asan demo check unit scenario examples replay net vm testprograms \
	fuzz lint picture format bench callgrind install uninstall deps clean help always

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
