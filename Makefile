# SPDX-License-Identifier: Apache-2.0
# The commands: `make run`, `make check`, `make test`. All but `check` install what is missing and say so.

SWIFT ?= swift
CONFIG ?= configs/smoke.yaml
PREFIX ?= /usr/local
STRAIT = .build/release/strait
MANUAL = .build/manual
VERSION = $(shell scripts/version)
DIST = .build/strait-$(VERSION)-$(shell uname -m)
DATE = $(shell git log -1 --format=%cs 2>/dev/null || date +%F)

.PHONY: run check test unit live lint house commands examples commits debug sanitize coverage docs bench build dist-program dist deb \
    deps dist-deps unit-deps test-deps lint-deps install install-files manual clean

# Boots the guests of CONFIG on all architectures and leaves a run directory with its report.
run: build
	$(STRAIT) image build $(CONFIG)
	$(STRAIT) run $(CONFIG)

# Before each commit: no root, no network, no guest, no browser. It installs nothing, and says what is missing. The tests use one
# processor; what else there is to check uses another.
check:
	scripts/install-dependencies --lint --unit --check
	$(MAKE) --jobs=2 --output-sync=target quick-tests large-tests lint house commands commits

# The unit tests, but for the reports of ten thousand cells: those run beside the others. SwiftPM runs one `swift test` at a time in
# a folder, so that they are started without it.
.PHONY: quick-tests large-tests
quick-tests: debug
	$(SWIFT) test --skip-build --no-parallel --skip Live --skip Browser --skip LargeRunTests

large-tests: debug
	.build/debug/straitPackageTests.xctest --testing-library swift-testing --no-parallel --filter LargeRunTests

# The whole gate: `check`, then the report in a browser, and tests that boot real guests of every architecture.
# One test at a time: a guest, or a parser on megabytes, takes all of a small machine, and the waits of other tests their time.
test: test-deps
	$(MAKE) debug lint house commands commits examples
	STRAIT_LIVE=1 $(SWIFT) test --skip-build --no-parallel

# Neither a guest nor a browser.
unit: unit-deps
	$(SWIFT) test --no-parallel --skip Live --skip Browser

# Only what boots guests.
live: test-deps
	STRAIT_LIVE=1 $(SWIFT) test --no-parallel --filter Live

# swift-format, shellcheck, ruff, and sparse over the probe.
lint: lint-deps
	SWIFT=$(SWIFT) scripts/lint

# The targets and what they import, circles of files, what is public or there for nobody.
house: debug
	scripts/house

# The commands, options, files and links of README.md and docs/.
commands: debug
	scripts/checks/docs

# The worked examples of CONTRIBUTING.md: a file of their own, at most two lines elsewhere, and the compiler accepts them.
examples: debug
	scripts/checks/examples

# Subjects of what is not pushed yet.
commits:
	scripts/checks/commits

# With the tests, and with the index that the house is read from.
debug:
	$(SWIFT) build --build-tests

# The unit tests again, for races and for memory that is not theirs. Each has a build of its own. Without the reports of ten thousand
# cells: one thread makes each of them, and a sanitizer takes ten minutes for it. Without the search for leaks: it takes Swift's global
# constants for lost, whose addresses are stored with other bits among them.
SANITIZED = --no-parallel --skip Live --skip Browser --skip LargeRunTests
sanitize: unit-deps
	TSAN_OPTIONS="suppressions=$(CURDIR)/scripts/thread-sanitizer.suppressions halt_on_error=0" \
	    $(SWIFT) test --sanitize thread --scratch-path .build-tsan $(SANITIZED)
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize address --scratch-path .build-asan $(SANITIZED)

# How much of strait the unit tests run, and the files of which they run little.
coverage: unit-deps
	$(SWIFT) test --enable-code-coverage --scratch-path .build/coverage --no-parallel --skip Live --skip Browser
	scripts/coverage

# strait against plain QEMU, with the same arguments.
bench: build
	scripts/bench

build: deps
	$(SWIFT) build --configuration release --product strait

deps:
	scripts/install-dependencies

test-deps:
	scripts/install-dependencies --lint --unit --tests

dist-deps:
	scripts/install-dependencies --dist

unit-deps:
	scripts/install-dependencies --unit

lint-deps:
	scripts/install-dependencies --lint

# With Swift's own libraries inside, so that it runs where no Swift is. What it needs then: libvirt, libssh, SQLite and libxml2.
dist-program: deps
	$(SWIFT) build --configuration release --product strait --static-swift-stdlib --scratch-path .build/dist

# An archive of the program, its recipes, configurations, manual and completions, to be unpacked anywhere.
dist: dist-program
	rm -rf $(DIST) $(DIST).tar.gz
	$(MAKE) manual install-files STRAIT=.build/dist/release/strait PREFIX= DESTDIR=$(DIST)
	strip --strip-debug $(DIST)/bin/strait
	cp -R LICENSE README.md docs $(DIST)/
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=$(DATE) -C $(dir $(DIST)) -czf $(DIST).tar.gz $(notdir $(DIST))
	@echo $(DIST).tar.gz

# A package of Debian, for this architecture: debian/rules calls `dist-program`. dpkg writes beside the source tree.
deb: dist-deps
	dpkg-buildpackage --build=binary --unsigned-source --unsigned-changes
	mv ../strait_$(VERSION)_*.deb ../strait_$(VERSION)_*.buildinfo ../strait_$(VERSION)_*.changes .build/
	@ls .build/strait_$(VERSION)_*.deb

# The modules' own documentation, as pages: .build/docs/index.html names them.
docs:
	scripts/docs

install: build
	$(MAKE) manual install-files

# Completions and the manual come from the program's own description of itself.
install-files:
	install -D -m 755 $(STRAIT) $(DESTDIR)$(PREFIX)/bin/strait
	mkdir -p $(DESTDIR)$(PREFIX)/share/strait
	cp -R images configs $(DESTDIR)$(PREFIX)/share/strait/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(DESTDIR)$(PREFIX)/share/man/man1
	$(STRAIT) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/strait
	$(STRAIT) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_strait
	$(STRAIT) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/strait.fish
	install -m 644 $(MANUAL)/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/

# By swift-argument-parser's own generator, of STRAIT. Its plugin would build all of strait once more for it.
manual:
	rm -rf $(MANUAL)
	mkdir -p $(MANUAL)
	$(SWIFT) build --product generate-manual
	.build/debug/generate-manual $(STRAIT) --multi-page --date $(DATE) --output-directory $(MANUAL)

clean:
	rm -rf .build .build-tsan .build-asan
