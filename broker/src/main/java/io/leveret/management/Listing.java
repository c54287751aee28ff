// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers with lists of one kind of thing as the query string wants them. A page costs what sorting costs, and what it
 * takes to find out about the things on it: where the order can be told from the definitions, nobody is asked about the
 * others.
 */
final class Listing<T> {

    /** Finds out about things. */
    interface Finder<T> {
        /** The same things in the same order, known as far as that. */
        Future<List<T>> find(List<T> things, Depth depth);
    }

    private static final String NAME = "name";

    /** A list of more things is sent while it is made. */
    private static final int STREAMED = 1_000;

    private final Shape<T> shape;
    private final Finder<T> finder;
    private final List<String> order;

    /**
     * @param order by what the list is sorted where the query string says nothing
     */
    Listing(Shape<T> shape, Finder<T> finder, String... order) {
        this.shape = shape;
        this.finder = finder;
        this.order = List.of(order);
    }

    /** @param things known by their definitions at least */
    Future<Answer> answer(ListQuery query, List<T> things) {
        Depth toSort = depthToSort(query);
        Depth toShow = shape.depth(query.columns());
        ListQuery.Page page = query.page();
        if (page == null) {
            return find(things, toSort.and(toShow)).compose(known -> {
                Iterator<JsonObject> items = sorted(query, known, 0, known.size()).stream()
                        .map(thing -> shape.json(thing, query.columns()))
                        .iterator();
                if (known.size() > STREAMED) {
                    return Answer.list(items);
                }
                JsonArray list = new JsonArray();
                items.forEachRemaining(list::add);
                return Answer.ok(list);
            });
        }
        return find(things, toSort).compose(known -> {
            List<T> filtered = filtered(page, known);
            List<T> onPage = part(query, page, filtered);
            JsonObject answer = numbers(page, things.size(), filtered.size(), onPage.size());
            return (toShow.compareTo(toSort) > 0 ? find(onPage, toShow) : Future.succeededFuture(onPage))
                    .compose(shown -> {
                        JsonArray items = new JsonArray();
                        shown.forEach(thing -> items.add(shape.json(thing, query.columns())));
                        return Answer.ok(answer.put("items", items));
                    });
        });
    }

    private Future<List<T>> find(List<T> things, Depth depth) {
        return depth == Depth.DEFINITION ? Future.succeededFuture(things) : finder.find(things, depth);
    }

    private Depth depthToSort(ListQuery query) {
        Depth depth = Depth.DEFINITION;
        for (String name : query.order(order)) {
            depth = depth.and(shape.depth(name));
        }
        return depth;
    }

    private List<T> filtered(ListQuery.Page page, List<T> things) {
        if (page.filter().isAll()) {
            return things;
        }
        Function<T, @Nullable Object> name = shape.value(NAME);
        return things.stream()
                .filter(thing -> page.filter().matches(name.apply(thing)))
                .toList();
    }

    /** Things with what they are sorted by, so that it is found once. */
    private static final class Keyed<T> {
        private final T thing;
        private final @Nullable Object[] keys;

        Keyed(T thing, @Nullable Object[] keys) {
            this.thing = thing;
            this.keys = keys;
        }
    }

    /** Those that have the places {@code from} to {@code to - 1}. */
    private List<T> sorted(ListQuery query, List<T> things, int from, int to) {
        List<Function<T, @Nullable Object>> values =
                query.order(order).stream().map(shape::value).toList();
        @SuppressWarnings("unchecked")
        Keyed<T>[] keyed = (Keyed<T>[]) new Keyed<?>[things.size()];
        int at = 0;
        for (T thing : things) {
            @Nullable Object[] keys = new @Nullable Object[values.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = TermOrder.key(values.get(i).apply(thing));
            }
            keyed[at++] = new Keyed<>(thing, keys);
        }
        Comparator<Keyed<T>> comparator = Listing::compare;
        return Selection.of(keyed, from, to, query.reverse() ? comparator.reversed() : comparator).stream()
                .map(one -> one.thing)
                .toList();
    }

    private static <T> int compare(Keyed<T> a, Keyed<T> b) {
        for (int i = 0; i < a.keys.length; i++) {
            int order = TermOrder.ORDER.compare(a.keys[i], b.keys[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private List<T> part(ListQuery query, ListQuery.Page page, List<T> things) {
        long from = (page.number() - 1L) * page.size();
        if (from > things.size()) {
            throw new Refusal(
                    400,
                    "page_out_of_range",
                    "Page out of range, page: " + page.number() + " page size: " + page.size() + ", len: "
                            + things.size());
        }
        return sorted(query, things, (int) from, (int) Math.min(things.size(), from + page.size()));
    }

    private static JsonObject numbers(ListQuery.Page page, int total, int filtered, int items) {
        return new JsonObject()
                .put("filtered_count", filtered)
                .put("item_count", items)
                .put("page", page.number())
                .put("page_count", (filtered + page.size() - 1) / page.size())
                .put("page_size", page.size())
                .put("total_count", total);
    }
}
