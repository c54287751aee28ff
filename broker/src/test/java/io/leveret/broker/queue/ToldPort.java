// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.store.ReadAnswer;
import io.leveret.store.Receipt;
import io.leveret.store.Source;
import io.leveret.store.StorePort;
import io.leveret.store.Targets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way to the store that only keeps a record of what it is told, and lets the test answer. */
final class ToldPort implements StorePort {
    final List<String> told = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    final List<ReadAnswer> reads = new ArrayList<>();

    /** What was told since the last time. */
    List<String> news() {
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }

    private void tell(String what, @Nullable Receipt receipt) {
        told.add(what);
        if (receipt != null) {
            receipts.add(receipt);
        }
    }

    @Override
    public void create(long queue, boolean durable, @Nullable Receipt receipt) {
        tell((durable ? "create durable " : "create ") + queue, receipt);
    }

    @Override
    public void delete(long queue, @Nullable Receipt receipt) {
        tell("delete " + queue, receipt);
    }

    @Override
    public void enqueue(long queue, long sequence, boolean durable, Source source, @Nullable Receipt receipt) {
        source.copyTo(new byte[source.length()], 0);
        tell((durable ? "enqueue durable " : "enqueue ") + queue + "/" + sequence, receipt);
    }

    @Override
    public void enqueue(Targets targets, boolean durable, Source source, @Nullable Receipt receipt) {
        source.copyTo(new byte[source.length()], 0);
        StringBuilder all = new StringBuilder(durable ? "enqueue durable" : "enqueue");
        for (int i = 0; i < targets.size(); i++) {
            all.append(' ').append(targets.queue(i)).append('/').append(targets.sequence(i));
        }
        tell(all.toString(), receipt);
    }

    @Override
    public void settle(long queue, long from, long to) {
        tell("settle " + queue + "/" + from + "-" + to, null);
    }

    @Override
    public void mark(long queue, long from, long to, int mark) {
        tell("mark " + queue + "/" + from + "-" + to + " " + mark, null);
    }

    @Override
    public void note(long queue, long sequence, long note) {
        tell("note " + queue + "/" + sequence + " " + note, null);
    }

    @Override
    public void sync(Receipt receipt) {
        tell("sync", receipt);
    }

    @Override
    public void read(long queue, long from, long to, ReadAnswer answer) {
        told.add("read " + queue + "/" + from + "-" + to);
        reads.add(answer);
    }
}
