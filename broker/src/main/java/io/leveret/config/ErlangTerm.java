// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.List;

/** A constant of Erlang, as rabbitmq.conf has them in the queries of the LDAP back end. */
sealed interface ErlangTerm {

    /** {@code constant}, {@code 'and'}, {@code true}. */
    record Atom(String name) implements ErlangTerm {}

    /** {@code "text"} or {@code <<"text">>}. */
    record Text(String text) implements ErlangTerm {}

    /** <code>{a, b}</code>. */
    record Tuple(List<ErlangTerm> elements) implements ErlangTerm {}

    /** {@code [a, b]}. */
    record Sequence(List<ErlangTerm> elements) implements ErlangTerm {}
}
