// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Answers with short lists that are there already, and with one thing, as the query string wants them. */
final class Lists {
    private Lists() {}

    /**
     * Such lists come whole, as in RabbitMQ.
     *
     * @param order keys by which the list is sorted where the query string says nothing
     */
    static Future<Answer> answer(Call call, JsonArray list, String... order) {
        ListQuery query = ListQuery.whole(call);
        List<Object> sorted = new ArrayList<>();
        list.forEach(sorted::add);
        List<List<String>> fields =
                query.order(Arrays.asList(order)).stream().map(Columns::parts).toList();
        Comparator<Object> comparator = (a, b) -> compare(a, b, fields);
        sorted.sort(query.reverse() ? comparator.reversed() : comparator);
        JsonArray answer = new JsonArray();
        sorted.forEach(one -> answer.add(query.columns().select(one)));
        return Answer.ok(answer);
    }

    private static int compare(Object a, Object b, List<List<String>> fields) {
        for (List<String> field : fields) {
            int order = TermOrder.ORDER.compare(
                    TermOrder.key(Shape.within(a, field)), TermOrder.key(Shape.within(b, field)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    static Future<Answer> answerOne(Call call, JsonObject json) {
        Object selected = ListQuery.columns(call).select(json);
        return Answer.ok(selected == null ? new JsonObject() : selected);
    }
}
