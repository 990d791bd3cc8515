# make            build build/reckoner      make run    build the demo and serve it
# make demo       database and first snapshot, then stop
# make test       unit, command line, API   make check  style, layers, lengths, cppcheck
# make SAN=1 test the same under ASan/UBSan make TSAN=1 test  under ThreadSanitizer
# make eval       how far the router can be trusted, one line per question set
# make fuzz       run every fuzzer (FUZZ_RUNS each)      make format   make clean
# make bench      what an answer costs, against nginx    BENCH="--pairs 2 hit"
# make bench-refresh   what a run costs by itself     BENCH="1000 10000"
# make bench-route     what a question costs the router, by size of catalogue
# make same-bytes      whether gcc, clang and sanitizers publish and answer alike
# make soak       1,000 runs killed under readers, the scheduler killed 100 times,
#                 and a run that has no memory at every third call for it
# make soak-serve a million requests under 200 snapshots, 5,000 slow connections
# make install    into $(DESTDIR)$(PREFIX)

CC       ?= cc
PREFIX   ?= /usr/local
BUILD    ?= build$(if $(SAN),-san)$(if $(TSAN),-tsan)
FUZZ_RUNS ?= 100000

CPPFLAGS += -Isrc -I. -Itests -I$(BUILD)/made -D_GNU_SOURCE -MMD -MP
CFLAGS   ?= -O2 -g
CFLAGS   += -std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
            -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
            -Wformat=2 -Wimplicit-fallthrough -Wswitch-enum -Werror \
            -ffp-contract=off -fstack-protector-strong -fPIE -pthread
LDFLAGS  += -pie -Wl,-z,relro,-z,now -pthread
ifdef SAN
CFLAGS   += -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS  += -fsanitize=address,undefined
else ifdef TSAN
CFLAGS   += -fsanitize=thread
LDFLAGS  += -fsanitize=thread
else
CPPFLAGS += -D_FORTIFY_SOURCE=2
endif

lib_src  := $(sort $(wildcard src/*/*.c scheduler/*.c))
test_src := $(sort $(wildcard tests/*.c tests/unit/*/*.c))
demo_src := $(sort $(wildcard scripts/demo-warehouse/*.c))
fuzzers  := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
phrases  := $(BUILD)/made/route/phrases.inc
objects   = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
sources   = git ls-files -co --exclude-standard '*.[ch]'

.PHONY: all run demo test eval check format fuzz bench bench-refresh bench-route \
        same-bytes soak soak-serve install clean
all: $(BUILD)/reckoner

run: all $(BUILD)/demo-warehouse
	$(BUILD)/reckoner run --demo $(BUILD)/demo-warehouse

demo: all $(BUILD)/demo-warehouse
	$(BUILD)/reckoner run --demo $(BUILD)/demo-warehouse --no-serve

test: all $(BUILD)/tests $(BUILD)/demo-warehouse $(BUILD)/bench/press
	scripts/run-tests $(BUILD)

eval: $(BUILD)/reckoner
	scripts/eval-sets $(BUILD)/reckoner $(EVAL_SETS)

check:
	scripts/install-deps check
	scripts/check-layers
	scripts/check-lengths
	scripts/check-banned
	clang-format --dry-run -Werror $$($(sources))
	scripts/check-cppcheck

format:
	clang-format -i $$($(sources))

fuzz: $(fuzzers)
	scripts/run-fuzzers $(BUILD) $(FUZZ_RUNS)

bench: all $(BUILD)/bench/floor
	RECKONER_BUILD=$(BUILD) python3 tests/bench/bench.py $(BENCH)

bench-refresh: all $(BUILD)/bench/refresh_floor
	RECKONER_BUILD=$(BUILD) python3 tests/bench/refresh.py $(BENCH)

bench-route: $(BUILD)/bench/route_speed
	$(BUILD)/bench/route_speed

answering := reckoner demo-warehouse
same      := $(BUILD)/same
same-bytes:
	$(MAKE) CC=gcc BUILD=$(same)/gcc $(addprefix $(same)/gcc/,$(answering))
	$(MAKE) CC=clang BUILD=$(same)/clang $(addprefix $(same)/clang/,$(answering))
	$(MAKE) CC=gcc SAN=1 BUILD=$(same)/gcc-san \
	    $(addprefix $(same)/gcc-san/,$(answering))
	$(MAKE) CC=clang SAN=1 BUILD=$(same)/clang-san \
	    $(addprefix $(same)/clang-san/,$(answering))
	python3 tests/eval/same_bytes.py $(same)/gcc $(same)/clang $(same)/gcc-san \
	    $(same)/clang-san

soak: all
	RECKONER_FAULT_SCALE=5 RECKONER_SCHEDULE_KILLS=100 RECKONER_BUILD=$(BUILD) \
	    python3 tests/run.py leaves_the_old_snapshot publishes_each_request_once \
	    test_inject

soak-serve: all $(BUILD)/bench/press
	RECKONER_TELL=1 RECKONER_REQUESTS=1000000 RECKONER_SWAPS=200 \
	    RECKONER_HANDOVERS=100 RECKONER_SLOW=5000 RECKONER_BUILD=$(BUILD) \
	    python3 tests/run.py test_load test_handover test_slow

install: all
	install -D -m 755 $(BUILD)/reckoner $(DESTDIR)$(PREFIX)/bin/reckoner
	$(BUILD)/reckoner completion >$(BUILD)/reckoner.bash
	install -D -m 644 $(BUILD)/reckoner.bash \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/reckoner

clean:
	rm -rf build build-san build-tsan

# The flags of the libraries. Making this file installs what is missing.
ifeq ($(filter clean format check install-deps,$(MAKECMDGOALS)),)
include $(BUILD)/libraries.mk
endif
$(BUILD)/libraries.mk: scripts/install-deps
	scripts/install-deps $(if $(filter test fuzz,$(MAKECMDGOALS)),test,build)
	@mkdir -p $(@D)
	@scripts/library-flags > $@.new && mv $@.new $@

$(BUILD)/reckoner: $(call objects,src/main.c $(lib_src))
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests: $(call objects,$(lib_src) $(test_src))
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(BUILD)/demo-warehouse: $(call objects,$(demo_src))
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench/%: tests/bench/%.c $(call objects,$(lib_src))
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Fuzzers are linked whole, from sources, so that clang instruments all of it.
$(BUILD)/fuzz/%: tests/fuzz/%.c $(lib_src) $(phrases)
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(CPPFLAGS)) -std=c17 -O1 -g \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $@ $(filter %.c,$^) $(LDLIBS) -pthread

$(BUILD)/made/%.inc: src/%.txt scripts/make-phrases
	@mkdir -p $(@D)
	@scripts/make-phrases $< > $@.new && mv $@.new $@

$(BUILD)/obj/src/route/operators_table.o: $(phrases)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj/src/route/meaning.o: src/route/meanings.bin
$(BUILD)/obj/src/route/relation.o: src/route/relations.bin

-include $(patsubst %.o,%.d,$(call objects,$(lib_src) $(test_src) src/main.c $(demo_src)))
