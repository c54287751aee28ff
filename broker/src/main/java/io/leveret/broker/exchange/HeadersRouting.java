// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.loop.Published;
import java.util.Map;

/** {@code headers}: to the bindings whose arguments match the message's headers, in the manner x-match says. */
final class HeadersRouting implements Routing {
    private final Published<Ordered<HeadersPattern>> patterns = new Published<>(Ordered.empty());

    @Override
    public void check(Binding binding) {
        HeadersPattern.of(binding);
    }

    @Override
    public void add(Binding binding) {
        patterns.set(patterns.get().with(HeadersPattern.of(binding)));
    }

    @Override
    public void remove(Binding binding) {
        patterns.set(patterns.get().without(HeadersPattern.of(binding)));
    }

    @Override
    public void route(Publication publication, Ordered<Binding> all, Matches into) {
        Ordered<HeadersPattern> present = patterns.get();
        if (present.isEmpty()) {
            return;
        }
        Map<String, Object> headers =
                HeadersPattern.comparable(publication.message().headers());
        for (int i = 0; i < present.end(); i++) {
            HeadersPattern pattern = present.at(i);
            if (pattern != null && pattern.matches(headers)) {
                into.add(pattern.binding().destination());
            }
        }
    }

    @Override
    public boolean byKeysOnly() {
        return false;
    }
}
