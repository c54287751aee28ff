// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

/**
 * Regular expressions on the routing keys a user may publish with to one topic exchange, and may bind with to read from
 * it; {@code {username}}, {@code {vhost}} and {@code {client_id}} stand for their values.
 */
public record TopicPermissions(String exchange, String write, String read) {}
