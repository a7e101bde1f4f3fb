package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.incrementUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGeneratorIf;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Session;
import java.time.Duration;

/**
 * A staircase: every {@code duration} the rate grows by {@code rate}, until two levels in a row miss the objective.
 * Prints the rate of the highest that kept it. Being refused, told to come back or cut off, for want of files on either side
 * say, is no failure here, but a sign of the limit: a level is missed where one in a hundred has no unit. Before the first level, buyers who are not judged warm everything up: a cold JVM would miss any objective.
 */
public final class Capacity extends SaleSimulation {
    private static final int CREATED = 201;
    private static final String MILLIS = "millis";
    private static final int WARM_UP_LEVEL = 4;

    private final Staircase staircase = new Staircase(brief.rate(), brief.duration(), brief.objective());

    /** When the first buyer came, by {@link System#nanoTime}; 0 before. Guarded by this. */
    private long start;

    /** Sets it up. */
    public Capacity() {
        var request = request()
                .check(status().in(CREATED, 202, 503), responseTimeInMillis().saveAs(MILLIS));
        setUp(
                        warmUp(WARM_UP_LEVEL * brief.rate()),
                        scenario("ever more buyers")
                                .exec(session ->
                                        session.set("came", sinceStart().toNanos()))
                                .exec(counted(request))
                                .exec(this::judge)
                                .exec(stopLoadGeneratorIf("the objective is missed", session -> staircase.isBroken()))
                                .injectOpen(
                                        nothingFor(brief.warmUp()),
                                        incrementUsersPerSec(brief.rate())
                                                .times(brief.levels())
                                                .eachLevelLasting(brief.duration())
                                                .startingFrom(brief.rate())))
                .protocols(protocol);
    }

    private synchronized Duration sinceStart() {
        long now = System.nanoTime();
        start = start == 0 ? now : start;
        return Duration.ofNanos(now - start);
    }

    private Session judge(Session session) {
        boolean answered = session.contains(MILLIS);
        boolean bought = answered && session.getInt("status") == CREATED;
        Duration came = Duration.ofNanos(session.getLong("came"));
        staircase.add(came, answered ? session.getInt(MILLIS) : 0, bought);
        return session;
    }

    /** Fails where no level kept the objective. */
    @Override
    public void after() {
        super.after();
        staircase.describe().forEach(System.out::println);
        double sustainable = staircase
                .sustainable()
                .orElseThrow(() -> new IllegalStateException(
                        "no level kept the objective: try a lower --rate, or a higher --objective"));
        System.out.printf("sustainable rate: %.0f purchases a second%n", sustainable);
    }
}
