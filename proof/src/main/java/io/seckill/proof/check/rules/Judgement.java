package io.seckill.proof.check.rules;

import io.seckill.proof.check.Violation;
import java.util.List;

/**
 * What the checker thinks of a campaign.
 *
 * @param violations whatever breaks a rule, rule by rule; empty where all is well
 * @param remarks how much could be judged, in a few words each
 */
public record Judgement(List<Violation> violations, List<String> remarks) {
    /** Takes both as they are. */
    public Judgement {
        violations = List.copyOf(violations);
        remarks = List.copyOf(remarks);
    }
}
