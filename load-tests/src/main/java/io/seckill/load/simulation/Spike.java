package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.time.Duration;

/**
 * The usual flash sale: people look at the item until it opens, then everybody buys, from nothing to the full rate in
 * one second. There are fewer units than buyers.
 */
public final class Spike extends SaleSimulation {
    private static final Duration ONLOOKING = Duration.ofSeconds(10);
    private static final double LOOKERS_PER_BUYER = 0.1;

    private final Duration onlooking = brief.atMost(ONLOOKING);

    /** Sets it up. */
    public Spike() {
        setUp(
                        warmUp(brief.rate()),
                        scenario("onlookers before the sale")
                                .exec(http("look")
                                        .get(session -> "/v1/items/" + itemOf(session))
                                        .check(status().is(200)))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        constantUsersPerSec(Math.max(1, brief.rate() * LOOKERS_PER_BUYER))
                                                .during(onlooking)),
                        scenario("buyers")
                                .exec(buy(201, 409))
                                .injectOpen(
                                        nothingFor(brief.warmUp().plus(onlooking)),
                                        rampUsersPerSec(0).to(brief.rate()).during(Duration.ofSeconds(1)),
                                        constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }

    /** That of the buyers begins later, so that nobody comes before the sale has opened. */
    @Override
    Duration countdown() {
        return brief.warmUp().plus(onlooking);
    }
}
