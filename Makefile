# SPDX-License-Identifier: Apache-2.0
# The two commands: `make run` and `make test`. Each installs what is missing and says so.

SWIFT ?= swift
CONFIG ?= configs/smoke.yaml
PREFIX ?= /usr/local
STRAIT = .build/release/strait

.PHONY: run test unit live lint house bench build deps install clean

# Boots the guests of CONFIG on all architectures and leaves a run directory with its report.
run: build
	$(STRAIT) image build $(CONFIG)
	$(STRAIT) run $(CONFIG)

# One test at a time: a guest, or a parser on megabytes, takes all of a small machine, and the waits of other tests their time.
# Unit tests, then live tests that boot real guests of every architecture.
test: deps lint house
	STRAIT_LIVE=1 $(SWIFT) test --no-parallel

# Without a guest.
unit: deps
	$(SWIFT) test --no-parallel --skip Live

# Only what boots guests.
live: deps
	STRAIT_LIVE=1 $(SWIFT) test --no-parallel --filter Live

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

# The targets and what they import, from the manifest.
house:
	scripts/house

# strait against plain QEMU, with the same arguments.
bench: build
	scripts/bench

build: deps
	$(SWIFT) build --configuration release --product strait

deps:
	scripts/install-dependencies

install: build
	install -D -m 755 $(STRAIT) $(DESTDIR)$(PREFIX)/bin/strait
	mkdir -p $(DESTDIR)$(PREFIX)/share/strait
	cp -R images configs $(DESTDIR)$(PREFIX)/share/strait/

clean:
	rm -rf .build
