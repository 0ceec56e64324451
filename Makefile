# SPDX-License-Identifier: Apache-2.0
# The two commands: `make run` and `make test`. Each installs what is missing and says so.

SWIFT ?= swift
CONFIG ?= configs/smoke.yaml
PREFIX ?= /usr/local
STRAIT = .build/release/strait
MANUAL = .build/manual
DATE = $(shell git log -1 --format=%cs 2>/dev/null || date +%F)

.PHONY: run test unit live lint house debug bench build deps test-deps install manual clean

# Boots the guests of CONFIG on all architectures and leaves a run directory with its report.
run: build
	$(STRAIT) image build $(CONFIG)
	$(STRAIT) run $(CONFIG)

# One test at a time: a guest, or a parser on megabytes, takes all of a small machine, and the waits of other tests their time.
# Unit tests, then live tests that boot real guests of every architecture.
test: test-deps lint house
	STRAIT_LIVE=1 $(SWIFT) test --no-parallel

# Without a guest.
unit: test-deps
	$(SWIFT) test --no-parallel --skip Live

# Only what boots guests.
live: test-deps
	STRAIT_LIVE=1 $(SWIFT) test --no-parallel --filter Live

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

# The targets and what they import, circles of files, what is public or there for nobody.
house: debug
	scripts/house --report

# With the tests, and with the index that the house is read from.
debug:
	$(SWIFT) build --build-tests

# strait against plain QEMU, with the same arguments.
bench: build
	scripts/bench

build: deps
	$(SWIFT) build --configuration release --product strait

deps:
	scripts/install-dependencies

test-deps:
	scripts/install-dependencies --tests

# Completions and the manual come from the program's own description of itself.
install: build manual
	install -D -m 755 $(STRAIT) $(DESTDIR)$(PREFIX)/bin/strait
	mkdir -p $(DESTDIR)$(PREFIX)/share/strait
	cp -R images configs $(DESTDIR)$(PREFIX)/share/strait/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(DESTDIR)$(PREFIX)/share/man/man1
	$(STRAIT) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/strait
	$(STRAIT) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_strait
	$(STRAIT) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/strait.fish
	install -m 644 $(MANUAL)/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/

# By swift-argument-parser's own plugin.
manual:
	rm -rf $(MANUAL)
	mkdir -p $(MANUAL)
	$(SWIFT) package --allow-writing-to-package-directory generate-manual --multi-page --date $(DATE) \
	    --output-directory $(MANUAL)

clean:
	rm -rf .build
