#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")"
. ./environment.sh
go build -o "$INTEROP_TARGET/go-stories" stories.go tutorials.go
exec "$INTEROP_TARGET/go-stories"
