# assay, the acceptance harness for HTTP servers, and refserver, its reference server.
# `make help` lists the targets. One file, no recursion except into itself, sources listed by hand.

VERSION := 0.1.0

# ---- how to build -------------------------------------------------------------------------------
VARIANT ?= release
BUILD   := build
OBJ     := $(BUILD)/$(VARIANT)
ifeq ($(VARIANT),release)
BIN     := $(BUILD)
else
BIN     := $(OBJ)
endif

# make V=1 shows whole commands.
ifeq ($(V),1)
SAY := @:
RUN :=
else
SAY := @printf '  %-4s %s\n'
RUN := @
endif

PREFIX  ?= /usr/local
DESTDIR ?=
CANDIDATE ?=

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wwrite-strings -Wformat=2 -Wvla -Wundef -Wcast-align -Wpointer-arith
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS.asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
                  -fno-omit-frame-pointer
CFLAGS.coverage := -O0 -g --coverage
ifeq ($(origin CFLAGS.$(VARIANT)),undefined)
$(error unknown VARIANT=$(VARIANT); there are release, asan and coverage)
endif
CFLAGS  ?= $(CFLAGS.$(VARIANT))
ALL_CFLAGS = -std=gnu17 $(WARNINGS) $(CFLAGS) -pthread -MMD -MP -ffile-prefix-map=$(CURDIR)=.
LINK       = $(CC) $(CFLAGS) $(LDFLAGS) -pthread

ASSAY_CPPFLAGS     := -D_GNU_SOURCE -Iharness -DASSAY_VERSION='"$(VERSION)"'
REFSERVER_CPPFLAGS := -D_GNU_SOURCE -Ireference-server -DREFSERVER_VERSION='"$(VERSION)"'

# Asked once, and only by a recipe that needs it: nothing has to be installed for `make help`.
ASSAY_LIBS     = $(eval ASSAY_LIBS := $(shell pkg-config --libs libfyaml jansson libcurl libmd expat) -ljq -lm)$(ASSAY_LIBS)
REFSERVER_LIBS = $(eval REFSERVER_LIBS := $(shell pkg-config --libs jansson))$(REFSERVER_LIBS)

# ---- sources ------------------------------------------------------------------------------------
REFSERVER_ROOMS := \
  $(addprefix reference-server/http/, answer call conn date pool request text) \
  $(addprefix reference-server/handlers/, chain conditions files photo plain site store users) \
  $(addprefix reference-server/engines/, calls context crowd engines epoll epoll_threads fork green iterative links loop poll prefork \
    processes seat select socket thread threads workers) \
  reference-server/resources
REFSERVER_TESTS := $(addprefix reference-server/tests/, main bench fake guard test_answer test_call test_chains test_conn test_lines \
  test_conn_states test_conn_time test_date test_engines test_fault test_files test_body test_chunks test_conditions test_connections test_loop test_head test_media \
  test_middleware test_pool test_resources test_routes test_site test_small_handlers test_text \
  test_users)

ASSAY_ROOMS := \
  $(addprefix harness/base/, bytes chance clock failure fd interrupt memory words) \
  $(addprefix harness/data/, complaints file jq json json_pen json_tree utf8 yaml) \
  $(addprefix harness/scenario/, capabilities cases check check_subject check_value content document \
    form glossary implicit load metrics octets outcome quantity requirements scope shapes signals steps steps_actions \
    steps_attack steps_checks steps_content steps_harm steps_load steps_names steps_pieces stubs variables words words_candidate words_scenario) \
  $(addprefix harness/candidate/, binary keeper launch network output profile tree user) \
  $(addprefix harness/wire/, curl easy endpoint exchange raw reply stub_request stubs) \
  $(addprefix harness/probes/, callgrind anonymous backlog fds heap host sockets stack usage valgrind \
    valgrind_text) \
  $(addprefix harness/load/, attack awake crew engine histogram lines_curl lines_raw) \
  $(addprefix harness/oracle/, change growth judge outcomes percentile soak soaked verdict) \
  $(addprefix harness/report/, annotations chart console ctrf figure html html_first html_load html_memory html_scenario html_servers html_text \
    junit markdown page percentiles result runfile tap) \
  $(addprefix harness/mutation/, dictionary edit fields framing message mutation octets shrink) \
  $(addprefix harness/hunt/, differ hunt leaks life look narrow shots stock trial verdicts) \
  $(addprefix harness/run/, attack_step audit cases confirm cost course cover digest doctor explain fuzz_step ground exec_step harm heap heap_audit \
    inject_step limit_step links listeners load_keep load_play load_steps load_watch locate measure memcheck play quiet record run running samples sightings soak_real \
    soak_step start stub_step survey survey_questions take text tools tree_usage turns vgdb volley waive ways wire_steps zombies) \
  $(addprefix harness/commands/, command_line compare compare_run doctor explain fuzz fuzz_corpus fuzz_files fuzz_page fuzz_report gate init init_files lint list metrics past_result past_run places prose report report_files rerun run run_fields run_options schema schema_run)
ASSAY_TESTS := $(addprefix harness/tests/, main guard golden/golden test_annotations test_attack test_bad_files test_base_words test_cases test_check \
  test_complaints test_ctrf test_engine test_file test_awake test_change test_glossary test_growth test_heap test_soak test_histogram test_jq test_json test_judge test_junit \
  test_load test_html test_markdown test_percentiles \
  test_hunt test_memory test_mutation test_octets test_outcomes test_past_result test_probes test_process test_profile test_quantity test_reply \
  test_report test_requirements test_scope test_stub_request test_tap test_turns test_utf8 test_valgrind \
  test_variables test_wire test_words test_yaml)

DRAW_ROOMS := $(addprefix harness/proof/draw/, draw places tokens)

# Each a server with one defect: refserver's objects with one seam replaced (harness/proof/README.md).
FAULTS := leaks-descriptor answers-200 ignores-term leaves-child wrong-length forgets-post \
          no-request-id keeps-idle resets-idle keeps-listening miscounts short-queue \
          slow-at-once slow-blocks crashes-at-60th drops-50th-answer closes-when-idle leaks-64-bytes use-after-free \
          stalls one-octet-more slow-server serves-fifty loses-updates counts-by-hand short-after-head races leaks-16-bytes grows-array \
          allocates allocates-much demo-fail starts-threads naps quarrels \
          takes-bare-lf wants-it-at-once loses-a-cr loses-at-the-tenth answers-twice resets-the-refusal \
          stays-after-refusal hangs-on-bad-chunk crashes-on-nul takes-both-lengths runs-the-body \
          reads-octal deaf-to-close shows-a-body-to-head says-more says-more-later answers-again-later leaks-on-refusal starts-in-the-middle leaves-zombies \
          dies-on-emfile spins-on-emfile asks-again-at-once deaf-after-emfile \
          leaks-on-econnaborted dies-on-eintr dies-when-unheard forgets-what-was-read \
          shows-an-empty-file dies-without-memory mute-on-a-full-disk dies-on-sigpipe \
          ends-on-reload crashes-on-second-term keeps-the-port closes-the-busy deaf-to-the-switch \
          keeps-all-the-same keeps-old-clients sleeps-on \
          waits-for-the-head waits-for-the-body waits-for-the-reader waits-for-the-dead keeps-the-unread pays-by-the-octet cuts-off-the-slow stalls-seldom deaf-to-newcomers \
          accepts-slowly sleeps-in-turn waits-for-a-word serves-five-hundred serves-five-thousand mixes-up-answers \
          answers-late computes hoards serves-some-seldom dies-at-the-fiftieth forgets-who-left deaf-to-int leaks-on-eio \
          takes-nothing-for-the-end takes-blank-before-colon takes-backspace shows-half overlooks-conditions hears-it-once takes-no-host takes-any-version hangs-up-on-expect \
          takes-broken-trailers short-of-room knows-its-judge starts-but-once reads-beyond takes-cr-alone drains-the-first gives-204-a-length logs-to-nowhere dates-the-day-before an-hour-behind stops-the-clock codes-unasked any-date-will-do reads-one-date grants-no-less chunks-for-the-old ignores-ranges ignores-tags keeps-files unquotes-tags leaks-statically \
          asks-one-by-one clings-to-calls leaks-lines serves-the-refused asks-all-caches takes-silence-for-yes keeps-each-other waits-for-its-back-end guesses-where
# Those that are other programs.
OTHER_FAULTS := $(basename $(notdir $(wildcard harness/proof/faults/*.fault)))

# ---- what is built ------------------------------------------------------------------------------
objects = $(addprefix $(OBJ)/,$(addsuffix .o,$(1)))
REFSERVER_OBJ := $(call objects,$(REFSERVER_ROOMS))
ASSAY_OBJ     := $(call objects,$(ASSAY_ROOMS))
MISFITS       := $(BIN)/misfit $(BIN)/misfit-static $(BIN)/villain $(BIN)/caller
METER         := $(BIN)/libassay-heap.so
DOUBLES       := $(MISFITS) $(BIN)/heap-user $(METER)
FAULT_BIN     := $(addprefix $(BIN)/faults/,$(FAULTS) leaks)
FUZZ_FAULTS   := $(patsubst harness/proof/fuzz/%.c,$(BIN)/faults/fuzz-%/assay,$(wildcard harness/proof/fuzz/*.c))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all prove-quick sample golden prove mutate completion-check install-check uninstall man schemas schema-check reports-check ci-check verify demo-fail fuzz fuzz-coverage fuzz-cost replay replay-sanitized replay-valgrind test unit e2e proof prove-leaks prove-clean prove-killed prove-mutants prove-drawn protocol panel lifecycle lifecycle-memcheck faults attacks chains engines load prove-load bench-heap layers style lint deps deps-test install clean help bench bench-core bench-idle generations cross-check hostile torture coverage

all: $(BIN)/assay $(BIN)/refserver $(METER) ## build both programs into build/

$(BIN)/refserver: $(REFSERVER_OBJ) $(OBJ)/reference-server/main.o
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(REFSERVER_LIBS)
$(BIN)/assay: $(ASSAY_OBJ) $(OBJ)/harness/main.o
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(ASSAY_LIBS)
$(BIN)/test-refserver: $(REFSERVER_OBJ) $(call objects,$(REFSERVER_TESTS))
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(REFSERVER_LIBS) -lcunit
$(BIN)/test-assay: $(ASSAY_OBJ) $(call objects,$(ASSAY_TESTS))
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(ASSAY_LIBS) -lcunit

# Style and script of the HTML report are put into the program; the script with its hash, for the page's policy.
$(OBJ)/harness/report/page.js.sha256: harness/report/page.js
	@mkdir -p $(@D)
	$(RUN)sha256sum $< | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64 | tr -d '\n' > $@
$(OBJ)/harness/report/page.o: harness/report/page.css harness/report/page.js $(OBJ)/harness/report/page.js.sha256
$(OBJ)/harness/report/page.o: CPPFLAGS += -Wa,-I$(OBJ)/harness/report

$(BIN)/mutate: $(ASSAY_OBJ) $(call objects,harness/tests/mutate)
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(ASSAY_LIBS)

$(BIN)/draw: $(call objects,$(DRAW_ROOMS) harness/base/bytes harness/base/chance harness/base/memory)
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^

# Into strangers' processes: never with a sanitizer, and no symbol of ours is in their way.
METER_CFLAGS := -std=gnu17 -O2 -g -fPIC -fvisibility=hidden -fno-builtin -pthread
$(METER): harness/heap/meter.c harness/heap/page.h | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(RUN)$(CC) $(METER_CFLAGS) $(WARNINGS) $(ASSAY_CPPFLAGS) -shared -o $@ $<

$(BIN)/misfit-static: harness/tests/doubles/misfit.c harness/tests/doubles/serve.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 $(ASSAY_CPPFLAGS) $(WARNINGS) -static -o $@ $^
$(BIN)/heap-user: harness/tests/doubles/heap_user.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -D_GNU_SOURCE $(WARNINGS) -fno-builtin -pthread -o $@ $<
$(BIN)/bench-heap: $(call objects,harness/tests/doubles/bench_heap harness/probes/heap harness/base/clock \
                     harness/base/failure harness/base/fd harness/base/interrupt)
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^
$(BIN)/misfit $(BIN)/villain $(BIN)/caller: $(BIN)/%: $(OBJ)/harness/tests/doubles/%.o $(OBJ)/harness/tests/doubles/serve.o
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^

$(OBJ)/reference-server/%.o: reference-server/%.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(RUN)$(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) $(CPPFLAGS) -c -o $@ $<
fault_words = $$(sed -n 's/^ \* $(1): *//p' harness/proof/faults/$*.c)
$(OBJ)/harness/proof/faults/%.o: harness/proof/faults/%.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(RUN)$(CC) $(ALL_CFLAGS) $(call fault_words,flags) $(REFSERVER_CPPFLAGS) $(CPPFLAGS) -c -o $@ $<
$(OBJ)/harness/%.o: harness/%.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(RUN)$(CC) $(ALL_CFLAGS) $(ASSAY_CPPFLAGS) $(CPPFLAGS) -c -o $@ $<

# The header of a fault names the functions that it puts itself in front of.
$(BIN)/faults/%: $(OBJ)/harness/proof/faults/%.o $(REFSERVER_OBJ) $(OBJ)/reference-server/main.o
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(RUN)$(LINK) $(call fault_words,flags) -o $@ $^ $$(printf -- '-Wl,--wrap=%s ' $(call fault_words,wrap)) $(REFSERVER_LIBS)

# A judge of its own beside each target that has a fault; the corpora are where it looks for them.
$(BIN)/faults/fuzz-%/assay: harness/proof/fuzz/%.c $(BIN)/assay $(METER) | $(BUILD)/deps-verify.ok
	@mkdir -p $(@D)/fuzz && ln -sfn $(CURDIR)/fuzz $(BIN)/faults/fuzz && cp $(METER) $(@D)/
	$(SAY) FUZZ $<
	$(RUN)AFL_QUIET=1 afl-clang-fast -std=gnu17 -O1 $(WARNINGS) -fsanitize=fuzzer -o $(@D)/fuzz/head_fuzz $<
	$(RUN)cp $(BIN)/assay $@

-include $(wildcard $(OBJ)/harness/proof/faults/*.d)
-include $(REFSERVER_OBJ:.o=.d) $(ASSAY_OBJ:.o=.d) $(OBJ)/harness/main.d \
         $(OBJ)/reference-server/main.d $(OBJ)/harness/tests/mutate.d $(DRAW_ROOMS:%=$(OBJ)/%.d) $(OBJ)/harness/tests/bench/load.d \
         $(patsubst %,$(OBJ)/%.d,$(REFSERVER_TESTS) $(ASSAY_TESTS))

# ---- what is fuzzed -----------------------------------------------------------------------------
# A target NAME is fuzz/NAME_fuzz.c; it is linked with what it needs from one of four archives of rooms.
FUZZ_SECONDS ?= 60
FUZZ_HTTP    := head chunk connection
FUZZ_SITE    := field path
FUZZ_PEER    := httpparser
FUZZ_JUDGE   := reply scenario check valgrind runfile result
FUZZ_TARGETS ?= $(FUZZ_HTTP) $(FUZZ_PEER) $(FUZZ_SITE) $(FUZZ_JUDGE)
ifneq ($(filter-out $(FUZZ_HTTP) $(FUZZ_PEER) $(FUZZ_SITE) $(FUZZ_JUDGE),$(FUZZ_TARGETS)),)
$(error FUZZ_TARGETS=$(FUZZ_TARGETS); there are $(FUZZ_HTTP) $(FUZZ_PEER) $(FUZZ_SITE) $(FUZZ_JUDGE))
endif
FUZZ_MAINS   := $(patsubst %,fuzz/%_fuzz,$(FUZZ_HTTP) $(FUZZ_PEER) $(FUZZ_SITE) $(FUZZ_JUDGE))
FUZZ_ROOM    := $(addprefix fuzz/, account agreement books decoded differences peer prefixes reading round_trip session violation grammar/chunked grammar/head grammar/rules)
FUZZ_CPPFLAGS := $(REFSERVER_CPPFLAGS) -Iharness -DASSAY_VERSION='"$(VERSION)"' -I.
FUZZ_SEEDS_httpparser := fuzz/corpus/head fuzz/corpus/head-long
FUZZ_SEEDS_scenario := $(wildcard scenarios/*/*.yaml harness/tests/bad/*.yaml harness/tests/good/*.yaml)
fuzz_seeds = $(wildcard fuzz/corpus/$(1) fuzz/corpus/$(1)-long) $(FUZZ_SEEDS_$(1))

rooms_http  := $(filter reference-server/http/%,$(REFSERVER_ROOMS)) $(FUZZ_ROOM) harness/wire/reply harness/base/bytes harness/base/memory
rooms_site  := $(REFSERVER_ROOMS) $(FUZZ_ROOM)
rooms_peer  := $(rooms_http)
rooms_judge := $(ASSAY_ROOMS) $(FUZZ_ROOM)
libs_peer   = -lhttp_parser
libs_site   = $(REFSERVER_LIBS)
libs_judge  = $(ASSAY_LIBS)

# How the targets are built for a fuzzer: for AFL++ with both sanitizers, without, or with a log of
# comparisons beside the one without; or for libFuzzer with both, or without.
FUZZ_VARIANT ?= asan
FUZZ_BUILD := $(BUILD)/fuzz$(patsubst %,-%,$(filter-out asan,$(FUZZ_VARIANT)))
FUZZ_CC.asan      := AFL_QUIET=1 AFL_USE_ASAN=1 AFL_USE_UBSAN=1 afl-clang-fast
FUZZ_CC.plain     := AFL_QUIET=1 afl-clang-fast
FUZZ_CC.cmplog    := AFL_QUIET=1 AFL_LLVM_CMPLOG=1 afl-clang-fast
FUZZ_SANITIZERS.asan := -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_SANITIZERS.libfuzzer := $(FUZZ_SANITIZERS.asan)
FUZZ_CC.libfuzzer := clang-14 $(FUZZ_SANITIZERS.libfuzzer)
FUZZ_CC.libfuzzer-plain := clang-14
FUZZ_CC     := $(FUZZ_CC.$(FUZZ_VARIANT))
FUZZ_FLAGS  = -std=gnu17 -O2 -g -fno-omit-frame-pointer -MMD -MP $(FUZZ_CPPFLAGS)
FUZZ_CFLAGS := $(if $(filter libfuzzer%,$(FUZZ_VARIANT)),-fsanitize=fuzzer-no-link)
ifeq ($(FUZZ_CC),)
$(error unknown FUZZ_VARIANT=$(FUZZ_VARIANT); there are asan, plain, cmplog, libfuzzer and libfuzzer-plain)
endif

# The corpus without a fuzzer, in every variant and with every compiler; and the same sources for one.
define fuzz_rooms # ROOMS TARGETS
$(OBJ)/fuzz/$(1).a: $(call objects,$(rooms_$(1)))
$(FUZZ_BUILD)/$(1).a: $(patsubst %,$(FUZZ_BUILD)/%.o,$(rooms_$(1)))
$(patsubst %,$(BIN)/replay-%,$(2)): $(BIN)/replay-%: $(OBJ)/fuzz/%_fuzz.o $(OBJ)/fuzz/replay.o $(OBJ)/fuzz/$(1).a
	$$(SAY) LINK $$@
	$$(RUN)$$(LINK) -o $$@ $$^ $$(libs_$(1))
$(patsubst %,$(FUZZ_BUILD)/%_fuzz,$(2)): $(FUZZ_BUILD)/%_fuzz: $(FUZZ_BUILD)/fuzz/%_fuzz.o $(FUZZ_BUILD)/$(1).a
	$$(SAY) LINK $$@
	$$(RUN)$$(FUZZ_CC) -fsanitize=fuzzer -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(libs_$(1))
endef
$(eval $(call fuzz_rooms,http,$(FUZZ_HTTP)))
$(eval $(call fuzz_rooms,peer,$(FUZZ_PEER)))
$(eval $(call fuzz_rooms,site,$(FUZZ_SITE)))
$(eval $(call fuzz_rooms,judge,$(FUZZ_JUDGE)))
$(OBJ)/fuzz/httpparser_fuzz.o: | $(BUILD)/deps-verify.ok
# Of the targets that read requests, whole messages are changed, too; by objects that are not themselves watched.
FUZZ_MUTATED   := head connection httpparser
MUTATOR_ROOMS  := fuzz/mutator harness/base/chance $(filter harness/mutation/%,$(ASSAY_ROOMS))
$(patsubst %,$(FUZZ_BUILD)/%_fuzz,$(FUZZ_MUTATED)): $(if $(FUZZ_CFLAGS),$(call objects,$(MUTATOR_ROOMS)))
$(BIN)/fuzz-mutator.so: $(addsuffix .c,$(MUTATOR_ROOMS) harness/base/bytes harness/base/memory) $(wildcard harness/mutation/*.h harness/base/*.h)
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(RUN)$(CC) $(ALL_CFLAGS) $(FUZZ_CPPFLAGS) -fPIC -shared -o $@ $(filter %.c,$^)
%.a:
	$(RUN)rm -f $@ && $(AR) rcs $@ $^
$(OBJ)/fuzz/%.o: fuzz/%.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(RUN)$(CC) $(ALL_CFLAGS) $(FUZZ_CPPFLAGS) $(CPPFLAGS) -c -o $@ $<
$(FUZZ_BUILD)/%.o: %.c | $(BUILD)/deps-verify.ok
	@mkdir -p $(@D)
	$(SAY) FUZZ $<
	$(RUN)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_FLAGS) -c -o $@ $<
# What watches is not watched: a fuzzer looks for new ways through the parser, not through its oracles.
$(FUZZ_BUILD)/fuzz/%.o: fuzz/%.c | $(BUILD)/deps-verify.ok
	@mkdir -p $(@D)
	$(SAY) FUZZ $<
	$(RUN)clang-14 $(FUZZ_SANITIZERS.$(FUZZ_VARIANT)) $(FUZZ_FLAGS) -c -o $@ $<
-include $(patsubst %,$(FUZZ_BUILD)/%.d,$(rooms_site) $(rooms_judge) $(FUZZ_MAINS)) \
         $(patsubst %,$(OBJ)/%.d,$(FUZZ_ROOM) $(FUZZ_MAINS) fuzz/replay)

fuzz: $(patsubst %,$(FUZZ_BUILD)/%_fuzz,$(FUZZ_TARGETS)) $(BIN)/fuzz-mutator.so ## FUZZ_SECONDS=60 for each of FUZZ_TARGETS, FUZZ_VARIANT=asan
	@$(foreach t,$(FUZZ_TARGETS),$(if $(filter $(t),$(FUZZ_MUTATED)),FUZZ_MUTATOR=$(BIN)/fuzz-mutator.so) fuzz/run $(t) $(FUZZ_BUILD) $(FUZZ_SECONDS) $(call fuzz_seeds,$(t)) &&) :
replay: $(patsubst %,$(BIN)/replay-%,$(FUZZ_TARGETS)) ## the fuzzing corpora, each input once
	@$(foreach t,$(FUZZ_TARGETS),$(BIN)/replay-$(t) $(call fuzz_seeds,$(t)) &&) :
replay-sanitized: ## the same under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory VARIANT=asan replay
replay-valgrind: $(patsubst %,$(BIN)/replay-%,$(FUZZ_TARGETS)) ## the same under memcheck: each error and each lost block fails
	@$(foreach t,$(FUZZ_TARGETS),valgrind -q --leak-check=full --error-exitcode=99 \
	  $(BIN)/replay-$(t) $(call fuzz_seeds,$(t)) &&) :

# What octets cost: http/ calls a function of ours at each of its basic blocks.
COST_OBJ := $(patsubst %,$(OBJ)/cost/%.o,$(filter reference-server/http/%,$(REFSERVER_ROOMS)))
$(OBJ)/cost/%.o: %.c | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) CC $<
	$(RUN)$(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) -fsanitize-coverage=trace-pc -c -o $@ $<
$(OBJ)/fuzz/cost.a: $(COST_OBJ) $(OBJ)/fuzz/peer.o
$(BIN)/cost: $(OBJ)/fuzz/cost.o $(OBJ)/fuzz/cost.a
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^
-include $(COST_OBJ:.o=.d) $(OBJ)/fuzz/cost.d
fuzz-cost: $(BIN)/cost ## what the corpora of requests cost, and what they grow to, is linear
	@$(BIN)/cost $(wildcard fuzz/corpus/head*/* fuzz/corpus/chunk*/*)

# ---- what is checked ----------------------------------------------------------------------------
# QUICK=1 leaves out what takes time: memcheck and fuzzing, and the packages that they need.
ifeq ($(QUICK),1)
verify: all
else
verify: all $(BUILD)/deps-verify.ok prove-quick $(if $(CANDIDATE),,$(BUILD)/fuzz/head_fuzz)
endif
verify: ## judge refserver, or CANDIDATE='./server -p {port}', by the acceptance scenarios
	$(BIN)/assay run $(if $(filter 1,$(QUICK)),--mode native --skip 'fuzz-*') \
	  $(if $(CANDIDATE),-- $(CANDIDATE),-c refserver)

# Sanitizers put their own calls into every object, so purity can be seen in the plain build only.
PURITY := $(if $(filter release,$(VARIANT)),layers)
test: deps-test ## everything that must hold: unit, layers, style, lint, end-to-end, seeded faults
	@$(MAKE) --no-print-directory -j2 WERROR=1 all programs
	@$(MAKE) --no-print-directory -j2 WERROR=1 computing tests
	@$(MAKE) --no-print-directory proof-by-clock

# These compute and the tests wait: they have the lowest priority, and all that the tests leave.
.PHONY: computing tests
computing: $(BUILD)/deps.ok
	@nice -n 19 $(MAKE) --no-print-directory -j2 replay-valgrind replay-sanitized lint mutants > $(BUILD)/computing.log 2>&1; status=$$?; \
	  grep -v '^  LINT' $(BUILD)/computing.log; exit $$status
tests:
	@$(MAKE) --no-print-directory -j1 unit replay fuzz-cost hostile $(PURITY) style schema-check reports-check ci-check completion-check \
	  install-check proof-rules e2e protocol lifecycle faults attacks chains proofs

.PHONY: programs
programs: $(patsubst %,$(BIN)/replay-%,$(FUZZ_TARGETS)) $(BIN)/cost $(BIN)/test-refserver $(BIN)/test-assay $(BIN)/bench-heap $(DOUBLES) $(FAULT_BIN)

golden: $(BIN)/test-assay ## write the golden files of the reports again, and show what changed
	GOLDEN=update $(BIN)/test-assay > $(BUILD)/golden.log || { tail -n 20 $(BUILD)/golden.log; exit 1; }
	git --no-pager diff -- harness/tests/golden ':!*.[ch]'

unit: $(BIN)/test-refserver $(BIN)/test-assay $(DOUBLES) ## CUnit suites of both programs
	$(BIN)/test-refserver
	$(BIN)/test-assay

# Most of what they do is waiting, too. Small parts, so that none of three lanes ends long before the
# others.
E2E := $(addprefix e2e-,1 2 3 4 5 6 7 8 9)
E2E_FAULTS := $(addprefix $(BIN)/faults/, crashes-on-nul hangs-on-bad-chunk leaks-on-refusal ignores-term)
e2e: all $(MISFITS) $(E2E_FAULTS) ## assay as a user meets it: good servers, bad servers, bad input
	@$(MAKE) --no-print-directory -j3 -O e2e-tools $(E2E) prove-killed
	harness/tests/e2e/villains $(BIN)
.PHONY: e2e-tools $(E2E)
e2e-tools:
	harness/tests/e2e/tools $(BIN)
$(E2E): e2e-%:
	harness/tests/e2e/run $(BIN) --part $*/$(words $(E2E))

MUTATED := $(wildcard scenarios/*/*.yaml)
N       ?= 100000
SEED    ?= 1
.PHONY: mutants mutants-1 mutants-2
mutants: mutants-1 mutants-2 ## N=100000 mutated scenario and candidate files against the loader, SEED=1
mutants-1 mutants-2: mutants-%: $(BIN)/mutate
	@$(BIN)/mutate $$(($(N) / 2)) $(SEED)$* $(BUILD) $(MUTATED)
mutate: ## a million of them, under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory -j2 VARIANT=asan N=1000000 mutants

schemas: all ## the JSON Schemas again, after a change of the word table or of run.json
	$(BIN)/assay explain --schema scenario > scenarios/scenario.schema.json
	$(BIN)/assay explain --schema candidate > scenarios/candidate.schema.json
	$(BIN)/assay explain --schema run > reports/run.schema.json
schema-check: all ## they are not stale, true of every shipped file, and no rubber stamp
	harness/tests/schemas $(BIN)

reports-check: all $(MISFITS) ## junit.xml, report.tap and ctrf.json, as readers that are not ours take them
	harness/tests/reports $(BIN)

ci-check: all ## docs/ci.md and the action of GitHub: what they run runs
	harness/tests/ci $(BIN)

# What is installed stays in build/. Nothing but the lock file says what, and no script of a package runs.
INTEROP := harness/tests/interop
$(BUILD)/interop/node_modules/.ok: $(INTEROP)/package.json $(INTEROP)/package-lock.json
	@command -v npm > /dev/null || { echo "interop: no npm; type: apt-get install $$(.ci/deps --list interop | tr '\n' ' ')" >&2; exit 1; }
	@mkdir -p $(BUILD)/interop && cp $^ $(BUILD)/interop/
	$(SAY) NPM $(BUILD)/interop
	$(RUN)cd $(BUILD)/interop && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
test-interop: all $(BIN)/faults/demo-fail $(BIN)/faults/crashes-on-nul $(BUILD)/interop/node_modules/.ok ## the pages as html-validate, axe and Chromium take them: two minutes, not part of make test
	$(INTEROP)/run $(BIN) $(BUILD)/interop

bench-heap: $(BIN)/bench-heap $(METER) ## what the heap meter costs a candidate, in ns
	$(BIN)/bench-heap $(METER)

demo-fail: all $(BIN)/faults/demo-fail ## see a server REJECTED: it leaks descriptors and memory
	-$(BIN)/assay run -c refserver --only churn-1000 -- $(BIN)/faults/demo-fail

# Most of what a proof does is waiting, so four go side by side; what is judged by the clock goes alone.
FAULTS_BY_CLOCK := stalls slow-server naps quarrels spins-on-emfile pays-by-the-octet answers-late computes
FAULTS_OF_LOAD  := counts-by-hand stalls-seldom accepts-slowly sleeps-in-turn waits-for-a-word serves-five-hundred serves-five-thousand serves-some-seldom
# So many side by side; they wait more than they compute.
SIDES  ?= 4
PROOFS := $(addprefix proof-,$(shell seq $(SIDES)))
LEAKS  := $(addprefix leaks-,$(shell seq $(SIDES)))
proof: proofs ## every seeded fault is rejected by the check meant for it
	@$(MAKE) --no-print-directory proof-by-clock
proofs: all $(FAULT_BIN) $(MISFITS) $(FUZZ_FAULTS)
	@$(MAKE) --no-print-directory -j$(SIDES) -O $(PROOFS)
# Behind the others: what is judged by the clock wants a host without other work.
proof-by-clock: all $(FAULT_BIN)
	harness/proof/prove $(BIN) $(FAULTS_BY_CLOCK)
# A fault of each kind: whether this judge, on this host, sees what it is for.
FAULTS_QUICK := leaks-descriptor wrong-length takes-bare-lf leaves-child forgets-post loses-updates crashes-on-nul \
                use-after-free no-request-id dies-on-sigpipe mixes-up-answers
prove-quick: all $(BUILD)/deps-verify.ok $(addprefix $(BIN)/faults/,$(FAULTS_QUICK)) ## a fault of each kind is found: half a minute
	harness/proof/prove $(BIN) $(FAULTS_QUICK)
proof-rules: all ## every check and every scenario has a fault that is meant to be found by it
	harness/proof/rules $(BIN) $(FAULTS) $(OTHER_FAULTS)
.PHONY: proofs proof-by-clock proof-rules prove-repeats leaks-in-parts $(PROOFS) $(LEAKS)
$(PROOFS): proof-%:
	harness/proof/prove $(BIN) $(shell echo $(filter-out $(FAULTS_BY_CLOCK) $(FAULTS_OF_LOAD),$(FAULTS)) $(OTHER_FAULTS) | tr ' ' '\n' | awk 'NR % $(SIDES) == $* % $(SIDES)')
$(LEAKS): leaks-%:
	PART=$*/$(SIDES) harness/proof/prove-leaks $(BIN)

prove-leaks: all $(BIN)/faults/leaks ## leaks of every size, kind and rarity are found
	harness/proof/prove-leaks $(BIN)

prove-clean: all $(BIN)/known-mhd ## known-good servers are accused of nothing: every scenario on each, 20 minutes
	harness/proof/prove-clean $(BIN)

prove-killed: all ## assay is killed at 100 random moments: nothing is left, the log is readable
	harness/proof/prove-killed $(BIN)

prove-mutants: programs ## seeded faults of the parser are found by the corpora, or by a minute of fuzzing
	harness/proof/prove-mutants $(OBJ)

# The matrix of detection. What is known of these very programs is not asked again, so it can be stopped and gone on
# with; TIMES=10 repeats each verdict.
PROOF_KEY = $$(cat $(BIN)/assay $(BIN)/refserver $(wildcard scenarios/*/*.yaml) | sha256sum | cut -c 1-12)
prove: all $(FAULT_BIN) $(MISFITS) $(FUZZ_FAULTS) $(BIN)/known-mhd ## faults, leaks and known-good servers: reports/proof; most of an hour
	@mkdir -p $(BUILD)/proof
	@export PROOF_LOG="$(CURDIR)/$(BUILD)/proof/$(PROOF_KEY).tsv"; \
	  $(MAKE) --no-print-directory -k proofs proof-by-clock prove-load prove-leaks prove-clean; status=$$?; \
	  harness/proof/report "$$PROOF_LOG" reports/proof $(BUILD)/drawn/$(or $(SEED),1) && exit $$status

# Whether a verdict is the same each time. Faults and leaks that nobody judges by the clock go first, side by side.
prove-repeats: export TIMES := $(or $(TIMES),10)
prove-repeats: all $(FAULT_BIN) $(MISFITS) $(FUZZ_FAULTS) ## each verdict on a fault or a leak TIMES=10 times; goes on where it was stopped, and where `make prove` was
	@mkdir -p $(BUILD)/proof
	@export PROOF_LOG="$(CURDIR)/$(BUILD)/proof/$(PROOF_KEY).tsv"; \
	  $(MAKE) --no-print-directory -k SIDES=8 proofs leaks-in-parts proof-by-clock prove-load; status=$$?; \
	  harness/proof/report "$$PROOF_LOG" reports/proof $(BUILD)/drawn/$(or $(SEED),1) && exit $$status
leaks-in-parts: all $(BIN)/faults/leaks
	@$(MAKE) --no-print-directory -k -j$(SIDES) -O $(LEAKS)

prove-drawn: export COMPILE = $(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) $(CPPFLAGS)
prove-drawn: export LINK_BY = $(LINK)
prove-drawn: export LIBS = $(REFSERVER_LIBS)
prove-drawn: all $(BIN)/draw ## COUNT=150 mutants of refserver, drawn by SEED=1, judged as binaries by all that is shipped
	harness/proof/prove-drawn $(BIN) $(BUILD)/drawn

JUDGE := .ci/judge $(BIN) -q -c refserver
protocol: all ## refserver speaks HTTP/1.1: every raw case of scenarios/protocol, natively
	$(JUDGE) -j 2 --mode native scenarios/protocol

lifecycle: all ## refserver through scenarios/lifecycle: signals, stops and kept connections
	$(JUDGE) -j 2 --mode native scenarios/lifecycle
lifecycle-memcheck: all $(BUILD)/deps-verify.ok ## those three under memcheck, as far as they can be: a minute and a half
	$(JUDGE) -j 2 --mode memcheck scenarios/lifecycle scenarios/faults scenarios/attacks scenarios/chains
faults: all $(BUILD)/deps-verify.ok ## refserver through scenarios/faults: system calls fail, limits are reached
	$(JUDGE) -j 2 --mode native scenarios/faults

load: all ## refserver under scenarios/load: three minutes
	$(JUDGE) --mode native scenarios/load
prove-load: all $(FAULT_BIN) ## what only a long load finds
	harness/proof/prove $(BIN) $(FAULTS_OF_LOAD)
chains: all ## refserver through scenarios/chains: pages that ask back ends; a quarter of a minute
	$(JUDGE) -j 2 --mode native scenarios/chains
attacks: all ## refserver through scenarios/attacks: clients that hold their connections up
	$(JUDGE) --mode native scenarios/attacks

# Each engine of refserver, natively; ENGINES="fork thread" for some of them. Two minutes each, ten at most.
ENGINES ?= $(patsubst scenarios/candidates/refserver-%.yaml,%,$(wildcard scenarios/candidates/refserver-*.yaml))
engines: all $(BUILD)/deps-verify.ok ## every engine of refserver by all it can promise, natively: a quarter of an hour
	@for engine in $(ENGINES); do \
	  echo "$$engine:"; \
	  timeout 600 .ci/judge $(BIN) -q -c refserver-$$engine -j 2 --mode native --skip 'fuzz-*' scenarios/acceptance scenarios/protocol \
	    scenarios/lifecycle scenarios/faults scenarios/attacks scenarios/chains \
	    scenarios/load/exact-counter.yaml scenarios/load/users-at-once.yaml --reports $(BUILD)/engines/$$engine || exit 1; \
	done

sample: deps-test all $(BIN)/faults/demo-fail ## reports/sample: refserver, nginx and a server that leaks, and the three side by side
	harness/proof/sample $(BIN)
panel: all ## how the shipped candidates answer scenarios/protocol: reports/sample/protocol.md
	harness/proof/panel $(BIN) > $(BUILD)/panel.md
	mv $(BUILD)/panel.md reports/sample/protocol.md

layers: all ## each folder includes only what it may; pure rooms are pure
	.ci/layers $(OBJ)

style: ## layout, length of functions, banned calls
	.ci/style

# gcc 12's check for uninitialised values takes a pointer that a callee fills in for one that it does not.
ANALYZE := gcc -std=gnu17 -O1 -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Werror
FUZZ_TIDY := $(patsubst %,$(BUILD)/lint/%.tidy,$(FUZZ_ROOM) $(FUZZ_MAINS) fuzz/replay fuzz/cost fuzz/mutator)
TIDY  := $(FUZZ_TIDY) $(patsubst %,$(BUILD)/lint/%.tidy,$(ASSAY_ROOMS) $(REFSERVER_ROOMS) harness/main \
           reference-server/main $(ASSAY_TESTS) harness/tests/mutate $(DRAW_ROOMS) harness/tests/bench/load $(REFSERVER_TESTS) harness/heap/meter \
           harness/tests/doubles/bench_heap reference-server/tests/torture/torture reference-server/tests/torture/hostile reference-server/tests/bench/idle reference-server/tests/bench/rung)
lint: $(TIDY) ## clang-tidy and gcc's analyzer over every source
	@for page in docs/*.scd; do scdoc < "$$page" > /dev/null || exit 1; done
	@shellcheck -x .ci/run .ci/judge .ci/deps .ci/style .ci/layers harness/tests/e2e/run harness/tests/e2e/villains harness/tests/e2e/tools harness/tests/install harness/tests/completions completions/assay.bash harness/proof/prove harness/proof/rules harness/proof/prove-leaks harness/proof/prove-clean harness/proof/servers harness/proof/prove-killed harness/proof/prove-mutants harness/proof/prove-drawn harness/proof/drawn-score harness/proof/report harness/proof/panel \
	  fuzz/run fuzz/triage harness/tests/bench/cross-check $(BENCH)/run \
	  $(BENCH)/core $(BENCH)/idle $(BENCH)/generations reference-server/tests/coverage
	@echo "lint: $(words $(TIDY)) sources are clean"
# A third of the nodes that clang's analyzer would visit in one function: half the time.
ANALYZE_LESS := --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=75000
# The most specific one counts. Seeded faults are left out: their defects are meant.
$(BUILD)/lint/%.tidy: LINT_FLAGS = $(ASSAY_CPPFLAGS)
$(BUILD)/lint/harness/heap/%.tidy: LINT_FLAGS = $(ASSAY_CPPFLAGS) -Wno-analyzer-malloc-leak
$(BUILD)/lint/reference-server/%.tidy: LINT_FLAGS = $(REFSERVER_CPPFLAGS)
$(BUILD)/lint/fuzz/%.tidy: LINT_FLAGS = $(FUZZ_CPPFLAGS)
$(BUILD)/lint/%.tidy: %.c .clang-tidy | $(BUILD)/deps.ok
	@mkdir -p $(@D)
	$(SAY) LINT $<
	$(RUN)clang-tidy --quiet $(ANALYZE_LESS) $< -- -std=gnu17 $(LINT_FLAGS) 2>/dev/null
	@$(ANALYZE) $(LINT_FLAGS) -S -o /dev/null $<
	@$(CC) $(LINT_FLAGS) -MM -MP -MT $@ -MF $@.d $< && touch $@
-include $(wildcard $(TIDY:=.d))

# ---- the rest -----------------------------------------------------------------------------------
$(BUILD)/deps.ok: .ci/packages .ci/deps
	@.ci/deps build
	@mkdir -p $(@D) && touch $@
$(BUILD)/deps-verify.ok: .ci/packages .ci/deps
	@.ci/deps build verify
	@mkdir -p $(@D) && touch $@

deps: ## install what is missing (as root), or say the command that does
	.ci/deps build verify test
deps-test:
	@.ci/deps build verify test

# ---- how fast -----------------------------------------------------------------------------------
BENCH := reference-server/tests/bench
$(BUILD)/deps-bench.ok: .ci/packages .ci/deps
	@.ci/deps build bench
	@mkdir -p $(@D) && touch $@
$(BIN)/bench-mhd: $(BENCH)/mhd.c | $(BUILD)/deps-bench.ok
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -O2 $(WARNINGS) -o $@ $< -lmicrohttpd
$(BIN)/known-mhd: harness/proof/known/mhd.c | $(BUILD)/deps-bench.ok
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $< -lmicrohttpd
$(BIN)/bench-core: $(BENCH)/core.c $(REFSERVER_OBJ) | $(BUILD)/deps-bench.ok
	$(SAY) LINK $@
	$(RUN)$(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) -o $@ $^ $(REFSERVER_LIBS) -lhttp_parser

$(BIN)/bench-idle: $(BENCH)/idle.c | $(BUILD)/deps.ok
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $<

$(BIN)/bench-load: $(OBJ)/harness/tests/bench/load.o $(ASSAY_OBJ)
	$(SAY) LINK $@
	$(RUN)$(LINK) -o $@ $^ $(ASSAY_LIBS)
cross-check: $(BIN)/bench-load $(BUILD)/deps-bench.ok ## the load engine beside wrk, ab and libcurl: what each says, and what it costs
	harness/tests/bench/cross-check $(BIN) $(or $(ROUNDS),7)
bench: all $(BIN)/bench-mhd ## refserver beside nginx, lighttpd, h2o, libmicrohttpd: CPU per request
	$(BENCH)/run $(BIN) $(or $(ROUNDS),7)
bench-core: $(BIN)/bench-core ## the core on a fake connection, its parser beside http-parser
	$(BENCH)/core $(BIN)/bench-core

$(BIN)/bench-rung: $(BENCH)/rung.c | $(BUILD)/deps.ok
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $<
generations: all $(BIN)/bench-rung ## every engine of refserver from 1 to 10,000 connections: reports/generations; a quarter of an hour
	$(BENCH)/generations $(BIN) $(BUILD)/generations reports/generations $(PARTS)

bench-idle: all $(BIN)/bench-idle ## what 10,000 idle connections cost, and the busy ones beside them
	$(BENCH)/idle $(BIN)

# ---- what if it fails ---------------------------------------------------------------------------
TORTURE := reference-server/tests/torture
$(BIN)/torture-shim.so: $(TORTURE)/shim.c $(TORTURE)/shared.h | $(BUILD)/deps.ok
	$(SAY) LINK $@
	$(RUN)$(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) -U_FORTIFY_SOURCE -shared -fPIC -o $@ $< -ldl
$(BIN)/torture: $(TORTURE)/torture.c $(TORTURE)/shared.h | $(BUILD)/deps.ok
	$(SAY) LINK $@
	$(RUN)$(CC) $(ALL_CFLAGS) $(REFSERVER_CPPFLAGS) -o $@ $<

$(BIN)/hostile: $(TORTURE)/hostile.c | $(BUILD)/deps.ok
	$(SAY) LINK $@
	$(RUN)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $<

torture: all $(BIN)/torture $(BIN)/torture-shim.so hostile ## every call of refserver that can fail does, in turn
	$(BIN)/torture $(BIN)/refserver $(CURDIR)/$(BIN)/torture-shim.so
# The iterative server waits for each of them.
hostile: all $(BIN)/hostile ## refserver outlives ten thousand hostile clients, with each engine that serves several at once
	@for engine in fork prefork thread select poll epoll epoll-threads green; do $(BIN)/hostile $(BIN)/refserver $$engine || exit 1; done

# Line coverage of the core by the unit tests, and the lines that are missing.
COVERAGE := $(BUILD)/coverage
coverage: ## line coverage of reference-server/http by the unit tests
	@$(MAKE) --no-print-directory VARIANT=coverage $(COVERAGE)/test-refserver
	@find $(COVERAGE) -name '*.gcda' -delete
	$(COVERAGE)/test-refserver > $(COVERAGE)/log || { tail $(COVERAGE)/log; exit 1; }
	reference-server/tests/coverage lines 97 $(COVERAGE)/reference-server/http
fuzz-coverage: ## branch coverage of reference-server/http by the fuzzing corpora alone
	@find $(COVERAGE) -name '*.gcda' -delete 2>/dev/null; :
	@$(MAKE) --no-print-directory VARIANT=coverage FUZZ_TARGETS='$(FUZZ_HTTP) $(FUZZ_SITE)' replay
	reference-server/tests/coverage branches 95 $(COVERAGE)/reference-server/http

# The words in assay-scenario(5) come from the table that files are read with.
MAN       := $(BUILD)/man
MAN_PAGES := $(patsubst docs/%.scd,$(MAN)/%,$(wildcard docs/*.scd))
man: $(MAN_PAGES) ## the man pages, into build/man
$(MAN)/%: docs/%.scd $(BIN)/assay
	@mkdir -p $(@D)
	$(SAY) MAN $@
	$(RUN)$(BIN)/assay explain --manual > $@.words
	$(RUN)sed -e '/^@WORDS@$$/{r $@.words' -e 'd}' $< > $@.scd
	$(RUN)scdoc < $@.scd > $@

# Everything that is installed, as a path below PREFIX.
INSTALLED := bin/assay bin/refserver lib/assay share/assay share/bash-completion/completions/assay \
             share/zsh/site-functions/_assay $(foreach page,$(notdir $(MAN_PAGES)),share/man/man$(subst .,,$(suffix $(page)))/$(page))
TO        := $(DESTDIR)$(PREFIX)
install: all ## into PREFIX (/usr/local), below DESTDIR
	install -d $(TO)/bin $(TO)/lib/assay $(TO)/share/assay $(TO)/share/man/man1 $(TO)/share/man/man5 \
	  $(TO)/share/bash-completion/completions $(TO)/share/zsh/site-functions
	install $(BIN)/assay $(BIN)/refserver $(TO)/bin
	install $(METER) $(TO)/lib/assay
	rm -rf $(TO)/share/assay/scenarios
	cp -R scenarios $(TO)/share/assay/
	rm -rf $(TO)/share/assay/corpus
	install -d $(TO)/share/assay/corpus
	cp -R fuzz/corpus/head fuzz/corpus/chunk $(TO)/share/assay/corpus/
	install -m 644 reports/run.schema.json $(TO)/share/assay/
	install -m 644 completions/assay.bash $(TO)/share/bash-completion/completions/assay
	install -m 644 completions/_assay $(TO)/share/zsh/site-functions/_assay
	@if command -v scdoc >/dev/null; then $(MAKE) --no-print-directory man && \
	  install -m 644 $(MAN)/*.1 $(TO)/share/man/man1 && install -m 644 $(MAN)/*.5 $(TO)/share/man/man5; \
	  else echo "install: no scdoc, so no man pages"; fi
uninstall: ## what `make install` with the same PREFIX and DESTDIR put there
	rm -rf $(addprefix $(TO)/,$(INSTALLED))
install-check: all ## an installed copy judges refserver, and is gone after uninstall
	harness/tests/install $(BIN)
completion-check: all ## the completions know each option of --help
	harness/tests/completions $(BIN)

clean: ## remove build/ and reports/latest/
	rm -rf $(BUILD) reports/latest

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
	  while IFS="$$(printf '\t')" read -r target words; do printf '  %-16s %s\n' "$$target" "$$words"; done
	@echo "Variables: VARIANT=release|asan|coverage  CANDIDATE='./server -p {port}'  QUICK=1  CC  CFLAGS  WERROR=1  PREFIX  DESTDIR"
