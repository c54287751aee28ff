// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.KnownKeys.Known;
import io.leveret.config.Settings.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node is to run with: its settings, where each value came from, and what in the sources has no effect. */
public final class Configuration {
    private static final String MASK = "********";
    private static final String CONFIG_FILE = "RABBITMQ_CONFIG_FILE";
    private static final String CONFIG_FILES = "RABBITMQ_CONFIG_FILES";
    private static final String NODE_NAME = "RABBITMQ_NODENAME";
    private static final String NODE_PORT = "RABBITMQ_NODE_PORT";
    private static final String NODE_IP = "RABBITMQ_NODE_IP_ADDRESS";
    private static final String DEFAULT_USER = "RABBITMQ_DEFAULT_";
    private static final String LISTENERS = "listeners.tcp";
    private static final String LOGS = "RABBITMQ_LOGS";
    private static final Map<String, Key> VARIABLES = Map.of(
            "RABBITMQ_DEFAULT_USER",
            new Key("default_user"),
            "RABBITMQ_DEFAULT_PASS",
            new Key("default_pass"),
            "RABBITMQ_DEFAULT_VHOST",
            new Key("default_vhost"),
            "RABBITMQ_LOG_BASE",
            new Key("log.dir"),
            LOGS,
            new Key("log.file"));

    /** Of RABBITMQ_LOGS: the console, which has the log anyway. */
    private static final String TO_CONSOLE = "-";

    private final Sources sources;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> withoutEffect = new ArrayList<>();
    private final Given given;
    private final Settings settings;

    private Configuration(Sources sources) throws ConfigurationException {
        this.sources = sources;
        this.given = new Given(allSettings());
        this.settings = new SettingsReader(given, Settings.defaults(), identity()).read();
    }

    /** Reads all sources; the later ones win: defaults, files, {@code RABBITMQ_DEFAULT_*}, {@code --set}. */
    public static Configuration load(Sources sources) throws ConfigurationException {
        return new Configuration(sources);
    }

    public Settings settings() {
        return settings;
    }

    /** One line for each value that has no effect, with the reason. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Every effective value as {@code key = value}, with its origin in a comment; secrets are masked. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + NODE_NAME + " = " + settings.identity().nodeName() + "  # "
                + (variable(NODE_NAME) == null ? Origin.DEFAULT : NODE_NAME));
        for (Setting setting : given.effective()) {
            lines.add(line(setting) + "  # " + setting.origin());
        }
        lines.addAll(withoutEffect);
        return lines;
    }

    private List<Setting> allSettings() throws ConfigurationException {
        List<Setting> fromFiles = new ArrayList<>();
        for (Path file : files()) {
            fromFiles.addAll(ConfFile.read(file));
        }
        List<Setting> fromCommandLine = new ArrayList<>();
        for (String set : sources.sets()) {
            fromCommandLine.add(commandLine(set));
        }
        List<Setting> all = new ArrayList<>();
        all.addAll(variables(false));
        if (!fromFiles.isEmpty() || !fromCommandLine.isEmpty()) {
            KnownKeys known = KnownKeys.load();
            all.addAll(substituted(known(known, fromFiles)));
            all.addAll(variables(true));
            all.addAll(known(known, fromCommandLine));
        } else {
            all.addAll(variables(true));
        }
        Setting listener = listener();
        if (listener != null && !new Given(all).hasAnyUnder(LISTENERS)) {
            all.add(listener);
        }
        return all;
    }

    /**
     * @param winning the default user's, which win over files as in RabbitMQ: container images have a file, and whoever
     *     starts one says who the user is
     */
    private List<Setting> variables(boolean winning) {
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<String, Key> variable : VARIABLES.entrySet()) {
            String name = variable.getKey();
            String value = variable(name);
            if (value != null
                    && winning == name.startsWith(DEFAULT_USER)
                    && !(name.equals(LOGS) && value.equals(TO_CONSOLE))) {
                settings.add(new Setting(variable.getValue(), value, Origin.variable(name)));
            }
        }
        return settings;
    }

    private List<Path> files() throws ConfigurationException {
        List<Path> files = new ArrayList<>();
        Path main = sources.file();
        String mainName = variable(CONFIG_FILE);
        if (main != null) {
            files.addAll(existing(main));
        } else if (mainName != null) {
            Path named = Path.of(mainName);
            // RabbitMQ leaves the extension to the server, and starts without the file.
            Path file = Files.exists(named) ? named : Path.of(mainName + ".conf");
            if (Files.exists(file)) {
                files.addAll(existing(file));
            } else {
                warnings.add(CONFIG_FILE + ": " + mainName + " does not exist");
            }
        }
        String more = variable(CONFIG_FILES);
        if (more != null) {
            files.addAll(FilePattern.files(Path.of(more)));
        }
        return files;
    }

    private static List<Path> existing(Path file) throws ConfigurationException {
        if (!Files.exists(file)) {
            throw new ConfigurationException(file + " does not exist");
        }
        return FilePattern.files(file);
    }

    private static Setting commandLine(String set) throws ConfigurationException {
        int equals = set.indexOf('=');
        Key key = Key.parse(set.substring(0, Math.max(0, equals)).strip());
        if (key == null) {
            throw new ConfigurationException("--set " + set + ": expected KEY=VALUE");
        }
        return new Setting(key, set.substring(equals + 1).strip(), Origin.COMMAND_LINE);
    }

    /** The settings under the names by which they are read; notes those without effect. */
    private List<Setting> known(KnownKeys knownKeys, List<Setting> settings) throws ConfigurationException {
        List<Setting> known = new ArrayList<>();
        for (Setting setting : settings) {
            Known key = knownKeys.find(setting.key());
            if (key == null) {
                throw new ConfigurationException(setting.origin() + ": unknown key '" + setting.key()
                        + "'; the nearest known key is '" + knownKeys.nearest(setting.key()) + "'");
            }
            if (key.noEffect() != null) {
                warnings.add(setting.origin() + ": " + setting.key() + " has no effect: " + key.noEffect());
                withoutEffect.add("# " + line(setting) + "  # " + setting.origin() + ", no effect: " + key.noEffect());
            }
            known.add(key.sameAs() == null ? setting : new Setting(key.sameAs(), setting.value(), setting.origin()));
        }
        return known;
    }

    private List<Setting> substituted(List<Setting> settings) throws ConfigurationException {
        Map<String, Setting> byKey = new LinkedHashMap<>();
        for (Setting setting : settings) {
            byKey.put(setting.key().text(), setting);
        }
        Substitution substitution = new Substitution(byKey, sources.environment());
        List<Setting> substituted = new ArrayList<>();
        for (Setting setting : byKey.values()) {
            substituted.add(substitution.apply(setting));
        }
        return substituted;
    }

    // As RabbitMQ's, these two make the default listener, which any listeners.tcp.* replaces.
    private @Nullable Setting listener() {
        String ip = variable(NODE_IP);
        String port = variable(NODE_PORT);
        if (ip == null && port == null) {
            return null;
        }
        Origin origin = Origin.variable(ip == null ? NODE_PORT : port == null ? NODE_IP : NODE_IP + ", " + NODE_PORT);
        return new Setting(
                new Key(LISTENERS + ".default"),
                (ip == null ? Address.ALL_INTERFACES : ip) + ":" + (port == null ? "5672" : port),
                origin);
    }

    private Identity identity() {
        String name = variable(NODE_NAME);
        if (name == null) {
            return Identity.ofThisHost();
        }
        return Identity.named(name.indexOf('@') < 0 ? name + "@" + Host.shortName() : name);
    }

    private @Nullable String variable(String name) {
        String value = sources.environment().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static String line(Setting setting) {
        return setting.key() + " = " + (setting.key().isSecret() ? MASK : quoted(setting.value()));
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty()
                && value.equals(value.strip())
                && value.indexOf('#') < 0
                && value.indexOf('\n') < 0
                && value.charAt(0) != '\'';
        String quote = value.indexOf('\'') < 0 ? "'" : "'''";
        return plain ? value : quote + value + quote;
    }
}
