// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtualLoopTest {
    private final List<String> ran = new ArrayList<>();

    /** Two loops post to a third; what it ran. */
    private static List<String> race(long seed) {
        VirtualLoops all = new VirtualLoops(3, new Random(seed));
        List<String> order = new ArrayList<>();
        VirtualLoop third = all.loops().get(2);
        for (int sender = 0; sender < 2; sender++) {
            String name = "ab".substring(sender, sender + 1);
            all.loops().get(sender).enter(() -> {
                for (int i = 0; i < 4; i++) {
                    String task = name + i;
                    third.execute(() -> order.add(task));
                }
            });
        }
        all.turnAll();
        return order;
    }

    @Test
    void tasksOfOneSenderStayInOrderAndThoseOfTwoDoNot() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            List<String> order = race(seed);
            orders.add(order);
            assertThat(order.stream().filter(task -> task.startsWith("a"))).containsExactly("a0", "a1", "a2", "a3");
            assertThat(order.stream().filter(task -> task.startsWith("b"))).containsExactly("b0", "b1", "b2", "b3");
            assertThat(race(seed)).isEqualTo(order);
        }
        assertThat(orders).hasSizeGreaterThan(5);
    }

    @Test
    void aTaskIsInItsLoopAndInNoOther() {
        VirtualLoops all = new VirtualLoops(2, new Random(0));
        VirtualLoop first = all.loops().get(0);
        VirtualLoop second = all.loops().get(1);
        first.execute(() -> ran.add(first.inLoop() + " " + second.inLoop()));
        first.run(() -> ran.add("posted"));
        all.turnAll();
        first.enter(() -> first.run(() -> ran.add("at once")));

        assertThat(ran).containsExactly("true false", "posted", "at once");
        assertThat(first.inLoop()).isFalse();
        assertThatThrownBy(() -> first.after(1, () -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timersRunWhenVirtualTimeGetsThere() {
        VirtualLoops all = new VirtualLoops(1, new Random(0));
        VirtualLoop loop = all.loops().get(0);
        long start = loop.clock().epochMillis();
        loop.enter(() -> {
            loop.after(20, () -> ran.add("20 at " + (loop.clock().epochMillis() - start)));
            Loop.Timer cancelled = loop.after(15, () -> ran.add("15"));
            loop.after(10, () -> {
                ran.add("10");
                cancelled.cancel();
            });
        });
        all.pass(9);
        all.turnAll();
        assertThat(ran).isEmpty();

        while (all.passToNextTimer()) {
            all.turnAll();
        }
        assertThat(ran).containsExactly("10", "20 at 20");
    }
}
