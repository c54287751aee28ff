// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import java.util.List;

/**
 * One message on its way through exchanges.
 *
 * @param keys the routing key and those of CC and BCC, not empty
 */
record Publication(List<String> keys, Routable message) {}
