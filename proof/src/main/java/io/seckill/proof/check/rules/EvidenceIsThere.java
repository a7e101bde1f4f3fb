package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;

/**
 * What the others judge by is there: each topic could be read to its end, and so could the tables of the store. The events
 * may end early where brokers were struck: a transaction that those have left open there is an operator's to end.
 */
final class EvidenceIsThere implements Rule {
    @Override
    public void check(Facts facts, Findings found) {
        facts.evidence().unreadable().forEach((topic, reason) -> {
            if (!topic.equals("events") || !facts.brokersWereStruck()) {
                found.add("The topic seckill." + topic + " cannot be read to its end: " + reason + '.');
            }
        });
        boolean asked = !facts.evidence().requests().isEmpty();
        if (asked
                && facts.setup().store().equals("POSTGRES")
                && facts.evidence().books().everyChange()) {
            found.add("Commands were queued, but nothing of the tables of PostgreSQL is there.");
        }
    }
}
