package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

/** An ordinary day for a long time: people look, most buy, some try twice. What grows that should not? */
public final class Soak extends SaleSimulation {
    private static final double TRY_TWICE = 10;

    /** Sets it up. */
    public Soak() {
        setUp(
                        warmUp(brief.rate()),
                        scenario("a long day")
                                .exec(http("look")
                                        .get(session -> "/v1/items/" + itemOf(session))
                                        .check(status().is(200)))
                                .exec(buy(201))
                                .exec(randomSwitch().on(percent(TRY_TWICE).then(buy(409))))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }
}
