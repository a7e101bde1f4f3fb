package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.status;

/**
 * The backend stands still again and again, longer than buyers wait: those who meet that are told 202 when their wait is
 * over, with the place where the outcome will be.
 */
public final class Timeouts extends SaleSimulation {
    private static final int ACCEPTED = 202;

    /** Sets it up; the objective must leave room for the second that every buyer waits. */
    public Timeouts() {
        var impatient = request()
                .header("Prefer", "wait=1")
                .check(status().in(201, ACCEPTED))
                .checkIf((response, session) -> response.status().code() == ACCEPTED)
                .then(header("Location").exists(), header("Retry-After").exists());
        setUp(
                        warmUp(brief.rate()),
                        scenario("impatient buyers")
                                .exec(counted(impatient))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        constantUsersPerSec(brief.rate()).during(brief.duration())))
                .protocols(protocol)
                .assertions(objectives());
    }
}
