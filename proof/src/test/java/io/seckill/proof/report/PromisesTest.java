package io.seckill.proof.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.proof.check.rules.Checker;
import org.junit.jupiter.api.Test;

class PromisesTest {
    @Test
    void eachRuleOfTheCheckerHasOne() {
        assertThat(Checker.rules())
                .allSatisfy(rule -> assertThat(Promises.of(rule)).as(rule).isNotEmpty());
    }
}
