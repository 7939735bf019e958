# Everything here installs what it needs (local/toolchain) into a cache outside the tree.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help local local-down test fuzz check bench preview docs acceptance

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

local: ## The main job on this machine: build, push, up; then the URLs
	@local/up

local-down: ## Remove everything `make local` made
	@local/down

test: ## All tests; the last line is "N passed, N failed"
	@local/toolchain/install && eval "$$(local/env)" && npx ts-node test/run.ts

fuzz: node_modules ## 100,000 inputs that nobody wrote for the loader and the parsers; SEED=… finds a failure again
	@npx ts-node test/fuzz/run.ts

check: node_modules policy/node_modules ## Types, lint, format and licenses of packages
	@npm run --silent check

docs: node_modules policy/node_modules ## Generate the documents that come from code
	@npm run --silent docs && npm run --silent docs --prefix policy

bench: policy/node_modules ## Benchmarks as ratios, written to docs/benchmarks.md
	@local/toolchain/install && eval "$$(local/env)" && npx ts-node bench/run.ts

acceptance: node_modules ## The life of a stack on a real AWS account; costs money, asks first
	@npx mocha 'test/acceptance/**/*.test.ts'

preview: node_modules policy/node_modules ## Preview a stack with the policy pack: make preview STACK=staging
	@test -n "$(STACK)" || { echo "make preview: STACK is not set; for example: make preview STACK=staging" >&2; exit 2; }
	@command -v pulumi >/dev/null || { echo "make preview: pulumi is not installed: https://www.pulumi.com/docs/install/ says how. On this machine eval \"\$$(local/env)\" finds the one of make local." >&2; exit 2; }
	@found=$$(pulumi stack --stack "$(STACK)" --show-name 2>&1) || { printf '%s\n' "$$found" "make preview: pulumi does not find the stack $(STACK). If there is none yet: pulumi stack init $(STACK)" >&2; exit 2; }
	@test -e "policy/config.$(STACK).json" || { echo "make preview: policy/config.$(STACK).json is not there, which says how strict each policy is; docs/policies.md explains it. To begin with advice alone: echo '{ \"all\": \"advisory\" }' > policy/config.$(STACK).json" >&2; exit 2; }
	@pulumi preview --stack "$(STACK)" --policy-pack policy --policy-pack-config "policy/config.$(STACK).json"

node_modules policy/node_modules: %node_modules: %package-lock.json
	@npm ci --silent --prefix "$(@D)" && touch "$@"
