// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a store must hold, and what it may hold after a crash: as simple as can be. */
final class StoreModel {

    /** What is known of a call's effect on disk. */
    enum Fate {
        ASKED,
        STORED,
        FAILED
    }

    static final class Call {
        Fate fate = Fate.ASKED;
    }

    static final class Message {
        final byte[] bytes;
        final boolean durable;
        final Call enqueue;
        Call settle = null;
        /** Marks it may have after a crash; the last one is the one it has now. */
        final List<Integer> marks = new ArrayList<>(List.of(0));

        /** As the marks. */
        final List<Long> notes = new ArrayList<>(List.of(0L));

        Message(byte[] bytes, boolean durable, Call enqueue) {
            this.bytes = bytes;
            this.durable = durable;
            this.enqueue = enqueue;
        }

        boolean isLive() {
            return enqueue.fate != Fate.FAILED && settle == null;
        }

        int mark() {
            return marks.get(marks.size() - 1);
        }

        long note() {
            return notes.get(notes.size() - 1);
        }

        boolean mustSurvive() {
            return durable && enqueue.fate == Fate.STORED && settle == null;
        }

        boolean maySurvive() {
            return durable && (settle == null || settle.fate != Fate.STORED);
        }
    }

    static final class QueueModel {
        final boolean durable;
        final int loop;
        final Call create;
        Call delete = null;
        long next = 1;
        final Map<Long, Message> messages = new TreeMap<>();

        QueueModel(boolean durable, int loop, Call create) {
            this.durable = durable;
            this.loop = loop;
            this.create = create;
        }

        boolean exists() {
            return create.fate != Fate.FAILED && (delete == null || delete.fate == Fate.FAILED);
        }

        boolean mustSurvive() {
            return durable && create.fate == Fate.STORED && delete == null;
        }

        boolean maySurvive() {
            return durable && (delete == null || delete.fate != Fate.STORED);
        }
    }

    record DefinitionModel(int id, boolean snapshot, Call call) {}

    final Map<Long, QueueModel> queues = new TreeMap<>();
    final List<DefinitionModel> definitions = new ArrayList<>();
}
