// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands there are, from commands.txt, in its order. Only the line that is asked for is taken apart. */
public final class Catalogue {
    private final String text;

    public Catalogue() {
        try (InputStream in = Objects.requireNonNull(Catalogue.class.getResourceAsStream("commands.txt"))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tool's command of that name; null if it has none. */
    public @Nullable Listing find(Tool tool, String name) {
        String start = "\n" + name + " ;";
        for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
            Listing listing = Listing.parse(section(at), line(at + 1));
            if (listing.isOf(tool)) {
                return listing;
            }
        }
        return null;
    }

    private String section(int at) {
        int header = text.lastIndexOf("\n[", at) + 2;
        return text.substring(header, text.indexOf(']', header));
    }

    private String line(int at) {
        int end = text.indexOf('\n', at);
        return text.substring(at, end < 0 ? text.length() : end);
    }

    /** All of a tool's commands. */
    public List<Listing> all(Tool tool) {
        List<Listing> all = new ArrayList<>();
        String section = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.indexOf(']'));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                Listing listing = Listing.parse(section, line);
                if (listing.isOf(tool)) {
                    all.add(listing);
                }
            }
        }
        return all;
    }

    /** The command that somebody may have meant; null if no name is near. RabbitMQ measures by Jaro, too. */
    public @Nullable String suggest(Tool tool, String typed) {
        String nearest = null;
        double best = Similarity.NEAR;
        for (Listing listing : all(tool)) {
            double similarity = Similarity.jaro(listing.name(), typed);
            if (similarity > best || (nearest == null && similarity >= best)) {
                best = similarity;
                nearest = listing.name();
            }
        }
        return nearest;
    }
}
