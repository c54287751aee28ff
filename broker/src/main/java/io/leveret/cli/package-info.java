// SPDX-License-Identifier: Apache-2.0
/**
 * leveretctl, which is rabbitmqctl and its sisters: operators' hands. A short-lived process of its own that speaks only
 * HTTP to a node and imports no other room. {@code output} makes texts of answers, {@code node} finds a node and talks
 * to it, {@code command} is what the commands do. One thread; what a command does not need is not loaded, as each one
 * is a start of a JVM.
 */
@NullMarked
package io.leveret.cli;

import org.jspecify.annotations.NullMarked;
