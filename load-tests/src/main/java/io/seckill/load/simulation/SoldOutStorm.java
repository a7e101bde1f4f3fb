package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/** A handful of units and very many buyers: nearly all of the load is people who come too late. */
public final class SoldOutStorm extends SaleSimulation {
    /** Sets it up. */
    public SoldOutStorm() {
        setUp(
                        warmUp(brief.rate()),
                        scenario("buyers, most too late")
                                .exec(buy(201, 409))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }
}
