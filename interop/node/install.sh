#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Brings what package.json names, unless it is there already.
set -eu
cd "$(dirname "$0")"
npm ls >/dev/null 2>&1 || npm install --no-package-lock --ignore-scripts --no-audit --no-fund
