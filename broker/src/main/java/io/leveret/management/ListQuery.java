// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants a list: RabbitMQ's parameters of the query string.
 *
 * @param page null: the whole list
 * @param sort null: as the list is sorted by itself
 */
record ListQuery(@Nullable Page page, @Nullable String sort, boolean reverse, Columns columns) {
    private static final int PAGE_SIZE = 100;
    private static final int PAGE_SIZE_MAX = 500;

    /**
     * A part of a list.
     *
     * @param number from 1
     * @param size how many are on one
     */
    record Page(int number, int size, NameFilter filter) {}

    /** @throws Refusal if the parameters make no sense */
    static ListQuery of(Call call) {
        return new ListQuery(page(call), text(call, "sort"), call.isTrue("sort_reverse"), columns(call));
    }

    /** The same for a list that comes whole. */
    static ListQuery whole(Call call) {
        ListQuery query = of(call);
        return new ListQuery(null, query.sort, query.reverse, query.columns);
    }

    static Columns columns(Call call) {
        return Columns.of(call.query("columns"));
    }

    private static @Nullable String text(Call call, String key) {
        String text = call.query(key);
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable Page page(Call call) {
        Integer number = integer(call, "page");
        Integer size = integer(call, "page_size");
        NameFilter filter = NameFilter.of(call.query("name"), call.isTrue("use_regex"));
        if (number == null) {
            return null;
        }
        if (number <= 0 || (size != null && (size <= 0 || size > PAGE_SIZE_MAX))) {
            throw invalid("Invalid pagination parameters: page number " + number + ", page size "
                    + (size == null ? "undefined" : size));
        }
        return new Page(number, size == null ? PAGE_SIZE : size, filter);
    }

    static Refusal invalid(String reason) {
        return new Refusal(400, "invalid_pagination_parameters", reason);
    }

    private static @Nullable Integer integer(Call call, String key) {
        String text = call.query(key);
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Pagination parameters are invalid");
        }
    }

    /** By what the list is sorted, the first that tells two apart. */
    List<String> order(List<String> byItself) {
        List<String> order = new ArrayList<>();
        if (sort != null) {
            order.add(sort);
        }
        byItself.stream().filter(name -> !name.equals(sort)).forEach(order::add);
        return order;
    }
}
