package io.seckill.proof.check.facts;

import io.seckill.proof.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The breaches of one rule that were found. */
public final class Findings {
    /** One fault breaks a rule a thousand times; a person reads the first ones. */
    private static final int MOST = 50;

    private final String rule;
    private final List<Violation> violations = new ArrayList<>();

    /** None yet, of the rule called {@code rule}. */
    public Findings(String rule) {
        this.rule = rule;
    }

    /** A breach that {@code shown} show, where there are any; {@code explanation} is for a person. */
    public void add(String explanation, Exchange... shown) {
        addAs(rule, explanation, shown);
    }

    /** As {@link #add}, of a rule with a name of its own. */
    public void addAs(String named, String explanation, Exchange... shown) {
        if (violations.size() < MOST) {
            violations.add(new Violation(
                    named,
                    explanation,
                    Arrays.stream(shown).map(Exchange::number).toList(),
                    Arrays.stream(shown).mapToLong(Exchange::asked).min().orElse(0),
                    Arrays.stream(shown).mapToLong(Exchange::known).max().orElse(0)));
        }
    }

    /** In the order in which they were found. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
