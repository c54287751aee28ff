// SPDX-License-Identifier: Apache-2.0
/**
 * A broker for tests: sees only {@code Leveret} and its settings, and JUnit Jupiter's extension API. The tests of this
 * module are Leveret's integration tests: they need a broker and use the extension, which the broker's own module cannot.
 */
@NullMarked
package io.leveret.junit;

import org.jspecify.annotations.NullMarked;
