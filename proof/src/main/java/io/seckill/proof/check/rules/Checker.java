package io.seckill.proof.check.rules;

import io.seckill.proof.check.Violation;
import io.seckill.proof.check.evidence.Evidence;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;
import io.seckill.proof.check.ledger.LedgerRules;
import io.seckill.proof.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Holds what clients saw and what is left against each other, by every rule. */
public final class Checker {
    private static final Rule FIRST = new EvidenceIsThere();
    private static final List<Rule> RULES = Stream.concat(
                    Stream.of(
                            new AcceptedIsInTheBooks(),
                            new NeverInternalError(),
                            new NotQueuedIsNotInTheQueues(),
                            new OneOutcomePerRequest(),
                            new OneOutcomePerKey(),
                            new ChangesAreKept(),
                            new ListsAreRight(),
                            new EdgeIsFresh(),
                            new PauseIsFinal(),
                            new FollowsFromTheQueue()),
                    LedgerRules.ALL.stream())
            .toList();

    private Checker() {}

    /** Whatever breaks a rule, rule by rule; empty where all is well. */
    public static List<Violation> check(History history, Evidence evidence) {
        return judge(history, evidence).violations();
    }

    /** The same, and how much was judged. Where evidence is missing, nothing else is held against that. */
    public static Judgement judge(History history, Evidence evidence) {
        Facts facts = new Facts(history, evidence);
        Findings missing = new Findings(FIRST.name());
        FIRST.check(facts, missing);
        List<Violation> violations = new ArrayList<>(missing.violations());
        List<String> remarks = new ArrayList<>();
        if (violations.isEmpty()) {
            for (Rule rule : RULES) {
                Findings found = new Findings(rule.name());
                rule.check(facts, found);
                violations.addAll(found.violations());
                remarks.addAll(found.remarks());
            }
        }
        return new Judgement(violations, remarks);
    }

    /** The names of the rules. */
    public static List<String> rules() {
        return Stream.concat(Stream.of(FIRST), RULES.stream()).map(Rule::name).toList();
    }
}
