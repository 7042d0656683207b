package io.pgweir.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML file as sections and texts, with the place of each.
 *
 * <p>It is made from the parser's events, below the step that would turn {@code on} into a boolean and {@code 1_0} into
 * a number: every scalar stays the text that was written. That also spares the start of the program the classes of
 * those steps.
 */
final class YamlTree {
    private final Path file;
    private final ParserImpl parser;
    private final Placeholders placeholders;
    private final Problems problems;
    private final Map<String, Raw> anchors = new HashMap<>();

    private YamlTree(Path file, String text, Placeholders placeholders, Problems problems) {
        this.file = file;
        this.parser = new ParserImpl(new StreamReader(text), options());
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** The whole file; an empty section when it is empty. A syntax error ends the load at once. */
    static RawSection read(Path file, String text, Placeholders placeholders, Problems problems) {
        try {
            return new YamlTree(file, text, placeholders, problems).document();
        } catch (MarkedYAMLException e) {
            throw problems.fatal(place(file, e.getProblemMark()), "YAML syntax: " + e.getProblem());
        } catch (YAMLException e) {
            throw problems.fatal(Place.of(file), "YAML syntax: " + e.getMessage());
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // the operator's own file may be large
        return options;
    }

    private RawSection document() {
        parser.getEvent(); // start of the stream
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new RawSection("", new Place(file, 1, 1));
        }
        parser.getEvent(); // start of the document
        Raw root = node("");
        parser.getEvent(); // its end
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            problems.error(placeOf(parser.peekEvent()), "a second YAML document (expected: one)");
        }
        if (root instanceof RawSection section) {
            return section;
        }
        throw problems.fatal(root.place(), "no settings (expected: name: value)");
    }

    private Raw node(String label) {
        Event event = parser.getEvent();
        Place place = placeOf(event);
        if (event instanceof AliasEvent alias) {
            return aliased(alias, label, place);
        }
        Raw raw = content(event, label, place);
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, raw);
        }
        return raw;
    }

    private Raw content(Event event, String label, Place place) {
        if (event instanceof MappingStartEvent) {
            return section(label, place);
        } else if (event instanceof SequenceStartEvent) {
            return list(label, place);
        }
        String text = ((ScalarEvent) event).getValue();
        return new RawText(label, place, placeholders.expand(text, place));
    }

    private Raw aliased(AliasEvent alias, String label, Place place) {
        Raw raw = anchors.get(alias.getAnchor());
        if (raw == null) {
            problems.error(place, "unknown alias *" + alias.getAnchor());
            return new RawText(label, place, "");
        }
        return raw;
    }

    private RawSection section(String label, Place place) {
        RawSection section = new RawSection(label, place);
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            entry(section);
        }
        parser.getEvent();
        return section;
    }

    private void entry(RawSection section) {
        Place place = placeOf(parser.peekEvent());
        String name = name();
        Raw value = node(section.labelOf(name));
        RawEntry first = section.get(name);
        if (name.isEmpty()) {
            problems.error(place, "the name of a setting is missing (expected: text)");
        } else if (first != null) {
            String where = " (first on line " + first.key().line() + ")";
            problems.error(place, "duplicate setting \"" + name + "\"" + where);
        } else {
            section.put(name, new RawEntry(place, value));
        }
    }

    /** The name of an entry; empty when it is none, as a list. */
    private String name() {
        if (parser.checkEvent(Event.ID.Scalar)) {
            return ((ScalarEvent) parser.getEvent()).getValue();
        }
        node("");
        return "";
    }

    private RawList list(String label, Place place) {
        List<RawText> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            Raw item = node(label);
            if (item instanceof RawText text) {
                items.add(text);
            } else {
                problems.error(item.place(), label + ": a list or section in a list (expected: texts)");
            }
        }
        parser.getEvent();
        return new RawList(label, place, items);
    }

    private Place placeOf(Event event) {
        return place(file, event.getStartMark());
    }

    private static Place place(Path file, @Nullable Mark mark) {
        return mark == null ? Place.of(file) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
