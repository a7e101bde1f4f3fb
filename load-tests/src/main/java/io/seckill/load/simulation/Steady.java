package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/** Once all is warm, buyers come at an even rate and everybody gets a unit: what does a purchase cost them in time? */
public final class Steady extends SaleSimulation {
    /** Sets it up. */
    public Steady() {
        setUp(
                        warmUp(brief.rate()),
                        scenario("steady buyers")
                                .exec(buy(201))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }
}
