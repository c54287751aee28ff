// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

/**
 * Regular expressions on the names of the queues and exchanges that a user may configure, write to and read from, in one
 * virtual host. They need not match the whole name; an empty one matches nothing.
 */
public record Permissions(String configure, String write, String read) {
    public static final Permissions ALL = new Permissions(".*", ".*", ".*");
}
