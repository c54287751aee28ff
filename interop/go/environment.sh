# SPDX-License-Identifier: Apache-2.0
# Go as Debian packages it: libraries under /usr/share/gocode, nothing from the network.
export GO111MODULE=off GOFLAGS='' GOPATH=/usr/share/gocode GOCACHE=$INTEROP_TARGET/go-cache
