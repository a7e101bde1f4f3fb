package io.seckill.proof.check.facts;

import io.seckill.proof.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The breaches of one rule that were found, and what is to be known of how it was applied. */
public final class Findings {
    /** One fault breaks a rule a thousand times; a person reads the first ones. */
    private static final int MOST = 50;

    private final String rule;
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** None yet, of the rule called {@code rule}. */
    public Findings(String rule) {
        this.rule = rule;
    }

    /** A breach that {@code shown} show, where there are any; {@code explanation} is for a person. */
    public void add(String explanation, Exchange... shown) {
        if (violations.size() < MOST) {
            violations.add(new Violation(
                    rule,
                    explanation,
                    Arrays.stream(shown).map(Exchange::number).toList(),
                    Arrays.stream(shown).mapToLong(Exchange::asked).min().orElse(0),
                    Arrays.stream(shown).mapToLong(Exchange::known).max().orElse(0)));
        }
    }

    /** How much was judged, in a few words: a rule that looks at nothing finds nothing. */
    public void remark(String text) {
        remarks.add(text);
    }

    /** What was remarked. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** In the order in which they were found. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
