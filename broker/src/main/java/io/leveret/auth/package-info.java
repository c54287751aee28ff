// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what: users, passwords, permissions. Its interface is asynchronous, since some back ends ask over
 * the network. May import config, loop and store.
 */
@NullMarked
package io.leveret.auth;

import org.jspecify.annotations.NullMarked;
