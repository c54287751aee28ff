#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# amqplib's own tests, whole, as its package ships them.
set -eu
cd "$(dirname "$0")/node_modules/amqplib"
export URL=$AMQP_URL NODE_OPTIONS="--require $PWD/../../redirect.js"
exec node --test --test-concurrency=1 --test-timeout=120000 --test-reporter=../../reporter.mjs test/*.test.js
