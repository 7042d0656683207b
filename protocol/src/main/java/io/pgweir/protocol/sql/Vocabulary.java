package io.pgweir.protocol.sql;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * All words that mean something to the scanner, found by one probe of a hash table for most words, whether they are
 * known or not. Immutable.
 */
final class Vocabulary {
    private static final Set<Keyword> NAMES = EnumSet.of(Keyword.SET_CONFIG, Keyword.PG_SETTINGS, Keyword.PG_CATALOG);
    private static final Set<Keyword> ANYWHERE =
            EnumSet.of(Keyword.FROM, Keyword.INTO, Keyword.TABLE, Keyword.SET_CONFIG, Keyword.PG_SETTINGS);
    private static final int BITS = 11;
    private static final int MASK = (1 << BITS) - 1;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Term[] terms = new Term[1 << BITS];
    private final PinFunctions pinFunctions;

    Vocabulary(PinFunctions pinFunctions) {
        this.pinFunctions = pinFunctions;
        Word word = new Word();
        for (Term term : collect(pinFunctions).values()) {
            word.begin();
            word.part(term.letters(), 0, term.letters().length, 0);
            word.end(term.letters(), 0, 0, 0);
            put(word.hash(), term.suspectedOf(unlisted(word).suspicions(), term.quotable()));
        }
    }

    /** What is known of a word, {@link Term#UNKNOWN} for most words. */
    Term find(Word word) {
        int slot = slot(word.hash());
        Term term = terms[slot];
        while (term != null) {
            if (word.is(term.letters())) {
                return term;
            }
            slot = (slot + 1) & MASK;
            term = terms[slot];
        }
        return unlisted(word);
    }

    /** Catches all words behind the first one that matter to a {@link Glance}. */
    Sieve sieve() {
        Sieve sieve = new Sieve();
        for (Term term : terms) {
            if (term != null && (term.suspicions() != Suspicion.NONE || ANYWHERE.contains(term.keyword()))) {
                sieve.add(term.letters());
            }
        }
        SuspiciousWords.FAMILIES.forEach(sieve::addFamily);
        if (pinFunctions.hasPatterns()) {
            sieve.addAll();
        }
        return sieve;
    }

    /** What is known of a word by its pattern. */
    private Term unlisted(Word word) {
        Term pinned = pinFunctions.matching(word);
        return pinned == Term.UNKNOWN ? SuspiciousWords.family(word) : pinned;
    }

    /** What is known of a name in quotes: whatever is a keyword means nothing there. */
    Term findQuoted(Word name) {
        Term term = find(name);
        return term.quotable() ? term : Term.UNKNOWN;
    }

    private void put(long hash, Term term) {
        int slot = slot(hash);
        while (terms[slot] != null) {
            slot = (slot + 1) & MASK;
        }
        terms[slot] = term;
    }

    private static int slot(long hash) {
        return (int) ((hash * MULTIPLIER) >>> (Long.SIZE - BITS));
    }

    private static Map<String, Term> collect(PinFunctions pinFunctions) {
        Map<String, Term> all = new HashMap<>();
        for (Keyword keyword : Keyword.values()) {
            boolean isName = NAMES.contains(keyword);
            keyword.spellings().forEach(word -> all.put(word, new Term(word, keyword, isName)));
        }
        SuspiciousWords.KEYWORDS.forEach((word, bits) -> suspect(all, word, bits, false));
        SuspiciousWords.NAMES.forEach((bits, words) -> words.forEach(word -> suspect(all, word, bits, true)));
        pinFunctions.names().forEach(word -> suspect(all, word, Suspicion.STICKY, true));
        for (String word : InnocentWords.all()) {
            all.put(word, known(all, word).withoutGuilt());
        }
        return all;
    }

    private static void suspect(Map<String, Term> all, String word, int suspicions, boolean isName) {
        all.put(word, known(all, word).suspectedOf(suspicions, isName));
    }

    private static Term known(Map<String, Term> all, String word) {
        Term known = all.get(word);
        return known == null ? new Term(word, Keyword.OTHER, true) : known;
    }
}
