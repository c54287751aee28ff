// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.broker.Definitions;
import io.leveret.broker.DefinitionsImport;
import io.leveret.broker.Import;
import io.leveret.broker.ParameterDefinitions;
import io.leveret.broker.message.AmqpException;
import io.leveret.loop.Loop;
import io.leveret.management.DefinitionsFiles;
import io.leveret.management.DefinitionsFiles.BadDefinitionsException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions that a node takes from files when it starts ({@code load_definitions}), instead of the default user and
 * virtual host, as in RabbitMQ. On the wiring's thread, which waits for the definitions' writer.
 */
final class StartDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(StartDefinitions.class);

    private final Definitions definitions;
    private final List<Loop> loops;

    StartDefinitions(Definitions definitions, List<Loop> loops) {
        this.definitions = definitions;
        this.loops = loops;
    }

    /**
     * @param path a file, or a directory of them
     * @param skipIfUnchanged whether what was imported last is not imported again
     * @throws IllegalArgumentException if they cannot be imported
     */
    void load(Path path, boolean skipIfUnchanged) {
        try {
            DefinitionsFiles files = DefinitionsFiles.read(path);
            ParameterDefinitions parameters = definitions.parameters();
            String hash = files.hash();
            Object last = parameters.present().findGlobal(DefinitionsFiles.HASH);
            boolean unchanged = last != null && hash.equals(last.toString());
            if (skipIfUnchanged && unchanged) {
                LOG.info("definitions in {} have not changed, and are not imported", path);
                return;
            }
            Loop writer = definitions.loop();
            DefinitionsImport imports = new DefinitionsImport(definitions, loops);
            for (Import wanted : files.imports(definitions)) {
                Answers.join(Answers.<Boolean>of(reply -> imports.run(wanted, writer, reply)));
            }
            if (!unchanged) {
                Answers.join(
                        Answers.<Boolean>of(reply -> parameters.setGlobal(DefinitionsFiles.HASH, hash, writer, reply)));
            }
        } catch (BadDefinitionsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (AmqpException e) {
            throw new IllegalArgumentException("definitions in " + path + " cannot be imported: " + e.getMessage(), e);
        }
    }
}
