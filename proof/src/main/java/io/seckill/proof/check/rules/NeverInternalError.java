package io.seckill.proof.check.rules;

import io.seckill.proof.check.facts.Exchange;
import io.seckill.proof.check.facts.Facts;
import io.seckill.proof.check.facts.Findings;
import io.seckill.proof.check.facts.Rule;

/**
 * A gateway never says that something broke in it, nor that a backend answered what cannot be passed on: brokers and
 * backends that are away have answers of their own.
 */
final class NeverInternalError implements Rule {
    private static final int INTERNAL = 500;

    @Override
    public void check(Facts facts, Findings found) {
        for (Exchange each : facts.exchanges()) {
            if (each.status() == INTERNAL && !each.code().equals("REJECTED_BY_BACKEND")) {
                found.add("A gateway answered that something broke: " + each.text() + '.', each);
            }
        }
    }
}
