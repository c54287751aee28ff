// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.ErlangTerm.Atom;
import io.leveret.config.ErlangTerm.Sequence;
import io.leveret.config.ErlangTerm.Text;
import io.leveret.config.ErlangTerm.Tuple;
import io.leveret.config.LdapQuery.Condition;
import io.leveret.config.LdapQuery.Value;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes {@link LdapQuery} of what RabbitMQ's users write. Whatever makes no sense is said, with its place in the file. */
final class LdapQueryReader {
    private static final String MEMBER = "member";
    private static final Map<String, Boolean> SCOPES =
            Map.of("subtree", true, "singlelevel", false, "single_level", false, "onelevel", false, "one_level", false);

    private LdapQueryReader() {}

    static Condition condition(Setting setting) throws ConfigurationException {
        try {
            return condition(ErlangTermParser.parse(setting.value()));
        } catch (ParseException e) {
            throw setting.refused("invalid query: " + e.getMessage());
        }
    }

    static List<LdapQuery.Tag> tags(Setting setting) throws ConfigurationException {
        try {
            List<LdapQuery.Tag> tags = new ArrayList<>();
            for (ErlangTerm term : sequence(ErlangTermParser.parse(setting.value()), "a list of {tag, query}")) {
                List<ErlangTerm> pair = tuple(term, 2, "{tag, query}");
                tags.add(new LdapQuery.Tag(word(pair.get(0)), condition(pair.get(1))));
            }
            return List.copyOf(tags);
        } catch (ParseException e) {
            throw setting.refused("invalid query: " + e.getMessage());
        }
    }

    private static Condition condition(ErlangTerm term) throws ParseException {
        if (!(term instanceof Tuple tuple)
                || tuple.elements().isEmpty()
                || !(tuple.elements().get(0) instanceof Atom kind)) {
            throw mistake("expected a tuple like {constant, true}");
        }
        List<ErlangTerm> arguments =
                tuple.elements().subList(1, tuple.elements().size());
        return switch (kind.name() + "/" + arguments.size()) {
            case "constant/1" -> new LdapQuery.Constant(truth(arguments.get(0)));
            case "for/1" -> new LdapQuery.For(choices(arguments.get(0)));
            case "exists/1" -> new LdapQuery.Exists(text(arguments.get(0)));
            case "in_group/1" -> new LdapQuery.InGroup(text(arguments.get(0)), MEMBER);
            case "in_group/2" -> new LdapQuery.InGroup(text(arguments.get(0)), text(arguments.get(1)));
            case "in_group_nested/1" -> new LdapQuery.InGroupNested(text(arguments.get(0)), MEMBER, true);
            case "in_group_nested/2" ->
                new LdapQuery.InGroupNested(text(arguments.get(0)), text(arguments.get(1)), true);
            case "in_group_nested/3" ->
                new LdapQuery.InGroupNested(text(arguments.get(0)), text(arguments.get(1)), scope(arguments.get(2)));
            case "not/1" -> new LdapQuery.Not(condition(arguments.get(0)));
            case "and/1" -> new LdapQuery.And(conditions(arguments.get(0)));
            case "or/1" -> new LdapQuery.Or(conditions(arguments.get(0)));
            case "equals/2" -> new LdapQuery.Equals(value(arguments.get(0)), value(arguments.get(1)));
            case "match/2" -> new LdapQuery.Match(value(arguments.get(0)), value(arguments.get(1)));
            default -> throw mistake("there is no query '" + kind.name() + "' with " + arguments.size() + " arguments");
        };
    }

    private static List<Condition> conditions(ErlangTerm term) throws ParseException {
        List<Condition> conditions = new ArrayList<>();
        for (ErlangTerm element : sequence(term, "a list of queries")) {
            conditions.add(condition(element));
        }
        return List.copyOf(conditions);
    }

    private static List<LdapQuery.Choice> choices(ErlangTerm term) throws ParseException {
        List<LdapQuery.Choice> choices = new ArrayList<>();
        for (ErlangTerm element : sequence(term, "a list of {variable, value, query}")) {
            List<ErlangTerm> choice = tuple(element, 3, "{variable, value, query}");
            choices.add(new LdapQuery.Choice(word(choice.get(0)), word(choice.get(1)), condition(choice.get(2))));
        }
        return List.copyOf(choices);
    }

    private static Value value(ErlangTerm term) throws ParseException {
        if (term instanceof Text text) {
            return new LdapQuery.Text(text.text());
        }
        if (term instanceof Tuple tuple
                && !tuple.elements().isEmpty()
                && tuple.elements().get(0) instanceof Atom kind) {
            List<ErlangTerm> arguments =
                    tuple.elements().subList(1, tuple.elements().size());
            if (kind.name().equals("string") && arguments.size() == 1) {
                return new LdapQuery.Text(text(arguments.get(0)));
            }
            if (kind.name().equals("attribute") && arguments.size() == 2) {
                return new LdapQuery.Attribute(text(arguments.get(0)), text(arguments.get(1)));
            }
        }
        throw mistake("expected a string, {string, \"…\"} or {attribute, \"dn\", \"name\"}");
    }

    private static boolean truth(ErlangTerm term) throws ParseException {
        if (term instanceof Atom atom
                && (atom.name().equals("true") || atom.name().equals("false"))) {
            return atom.name().equals("true");
        }
        throw mistake("expected true or false");
    }

    private static boolean scope(ErlangTerm term) throws ParseException {
        Boolean subtree = term instanceof Atom atom ? SCOPES.get(atom.name()) : null;
        if (subtree == null) {
            throw mistake("expected subtree or single_level");
        }
        return subtree;
    }

    private static String text(ErlangTerm term) throws ParseException {
        if (term instanceof Text text) {
            return text.text();
        }
        throw mistake("expected a string in double quotes");
    }

    /** An atom or a string. */
    private static String word(ErlangTerm term) throws ParseException {
        return term instanceof Atom atom ? atom.name() : text(term);
    }

    private static List<ErlangTerm> sequence(ErlangTerm term, String what) throws ParseException {
        if (term instanceof Sequence sequence) {
            return sequence.elements();
        }
        throw mistake("expected " + what);
    }

    private static List<ErlangTerm> tuple(ErlangTerm term, int size, String what) throws ParseException {
        if (term instanceof Tuple tuple && tuple.elements().size() == size) {
            return tuple.elements();
        }
        throw mistake("expected " + what);
    }

    private static ParseException mistake(String what) {
        return new ParseException(what, 0);
    }
}
