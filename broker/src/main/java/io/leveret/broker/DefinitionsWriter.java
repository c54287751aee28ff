// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.loop.Loop;
import io.leveret.store.DefinitionsLog;
import io.leveret.store.Receipt;
import io.leveret.store.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The one writer of the definitions: carries out commands on its loop, in the order they come, logs what they changed,
 * and answers when that is on disk.
 */
final class DefinitionsWriter {
    private final Loop loop;
    private final DefinitionsLog log;
    private final Supplier<List<DefinitionCommand>> snapshot;
    private final DefinitionCommands observer;
    private final List<DefinitionCommand> changes = new ArrayList<>(); // of the command under way

    /**
     * @param snapshot all durable definitions as the commands that make them
     * @param observer hears of each change that is logged
     */
    DefinitionsWriter(
            Loop loop, DefinitionsLog log, Supplier<List<DefinitionCommand>> snapshot, DefinitionCommands observer) {
        this.observer = observer;
        this.loop = loop;
        this.log = log;
        this.snapshot = snapshot;
    }

    Loop loop() {
        return loop;
    }

    /**
     * Runs the change on the writer's loop and answers on the caller's, once what it has {@link #log}ged is on disk. A
     * change that throws {@link AmqpException} has changed nothing.
     */
    <T> void command(Loop caller, Reply<T> reply, Supplier<T> change) {
        Reply<T> back = reply.on(caller);
        loop.run(() -> {
            T result;
            try {
                result = change.get();
            } catch (AmqpException e) {
                back.failed(e);
                return;
            }
            if (changes.isEmpty()) {
                back.ok(result);
            } else {
                append(result, back);
            }
        });
    }

    /** Notes what the command under way has changed. */
    void log(DefinitionCommand change) {
        changes.add(change);
        change.dispatch(observer);
    }

    /** What follows from a command that was read back follows again the next time, and is not logged. */
    void forgetChanges() {
        changes.clear();
    }

    private <T> void append(T result, Reply<T> back) {
        byte[] bytes = DefinitionCommand.encode(changes);
        changes.clear();
        log.append(DefinitionCommand.VERSION, Source.of(bytes), new Receipt() {
            @Override
            public void stored() {
                back.ok(result);
            }

            @Override
            public void failed(String reason) {
                back.failed(new AmqpException(ReplyCode.INTERNAL_ERROR, "the change could not be stored: " + reason));
            }
        });
        if (log.wantsSnapshot()) {
            log.snapshot(DefinitionCommand.VERSION, Source.of(DefinitionCommand.encode(snapshot.get())), null);
        }
    }
}
