package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.time.Duration;

/** Buyers come at an even rate and everybody gets a unit: what does a purchase cost them in time? */
public final class Steady extends SaleSimulation {
    private static final Duration RAMP = Duration.ofSeconds(5);

    /** Sets it up. */
    public Steady() {
        setUp(scenario("steady buyers")
                        .exec(buy(201))
                        .injectOpen(
                                rampUsersPerSec(1).to(brief.rate()).during(brief.atMost(RAMP)),
                                constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }
}
