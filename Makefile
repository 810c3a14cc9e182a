# The two commands of a fresh machine are `make demo` and `make test`; both install what they need.

.DEFAULT_GOAL := help
.PHONY: help setup build weights color-data demo test sanitize bench lint format docs fashion28 install clean

QGANC := .build/release/qganc
PREFIX ?= /usr/local
# Options of `make bench`, such as `BENCH="--table --budget 4"`.
BENCH ?=

help: ## Show this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## Install libraries and the demo's data set
	@scripts/setup.sh

weights: ## Fetch EfficientNet-Lite0's ImageNet weights (19 MB)
	@scripts/fetch-lite0.sh

build: setup ## Build a release binary
	swift build -c release --product qganc

demo: build ## Train the hybrid GAN on Fashion-MNIST (a few minutes)
	$(QGANC) run examples/fashion/hybrid.qgan

color-data: ## Fetch the pictures of the colour example (10 MB, Twemoji, CC-BY 4.0)
	@scripts/fetch-emoji.sh

test: setup ## Run every test
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build

sanitize: setup ## Run the tests of threads and memory under the address and thread sanitizers
	scripts/sanitize.sh address
	scripts/sanitize.sh thread

bench: setup ## Time circuits, training steps and layers (some minutes)
	swift build -c release --product qganc-bench
	.build/release/qganc-bench $(BENCH)

lint: ## Check formatting
	swift format lint --strict --recursive Sources Tests Package.swift

format: ## Format the Swift sources
	swift format --in-place --recursive Sources Tests Package.swift

docs: build ## Write the generated reference pages
	$(QGANC) docs docs/reference

fashion28: build ## Train the feature extractor fashion28 (some minutes)
	scripts/fashion28.sh

install: build ## Copy the binary to $(PREFIX)/bin
	install -D $(QGANC) $(DESTDIR)$(PREFIX)/bin/qganc

clean: ## Remove build products
	rm -rf .build
