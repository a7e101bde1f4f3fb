package io.seckill.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.seckill.load.sale.SaleDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A sale, and buyers of whom each buys one unit once. */
abstract class SaleSimulation extends Simulation {
    /** The name of a purchase in the report. */
    static final String PURCHASE = "purchase";

    private static final String STATUS = "status";

    private static final long PLENTY = 1_000_000_000;

    /** Buyers who come at once, as those of two seconds, but no more than a machine has files for. */
    private static final int CROWD_SECONDS = 2;

    private static final int MOST_CROWD = 4_000;

    /** Gatling's own limit on a request. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    final Brief brief = Brief.read(System.getProperties());
    final Answers answers = new Answers();
    final List<String> items = brief.itemIds();
    final SaleDesk desk = new SaleDesk(brief.buyers(), brief.operators());

    /** One pool of connections for all: a connection for each buyer would exhaust the machine's ports in a minute. */
    final HttpProtocolBuilder protocol = http.baseUrl(brief.buyers())
            .shareConnections()
            .disableFollowRedirect()
            .disableCaching();

    /** Opens the sales. */
    @Override
    public void before() {
        Instant now = Instant.now();
        open(brief.warmUpItemIds(), PLENTY, now.minusSeconds(1));
        open(items, brief.stock(), now.plus(countdown()));
    }

    /** How long after this the sales of {@link #items} open; at once, unless overridden. */
    Duration countdown() {
        return Duration.ZERO;
    }

    private void open(List<String> these, long stock, Instant opensAt) {
        try {
            for (String item : these) {
                desk.open(new SaleDesk.Sale(item, stock, opensAt));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening the sale", e);
        }
    }

    /**
     * A simulation that ends itself leaves buyers behind who are still waiting, and whose answers count too; and Gatling
     * sends ever more of them until this returns.
     */
    @Override
    public void after() {
        answers.settle(LONGEST_WAIT);
        answers.write(brief.answers());
    }

    /**
     * Buyers of other items who come before the others, up to {@code rate} of them a second, and of whom no report and no
     * audit tells: with cold code on both sides any objective would be missed. A crowd at first warms up what opens
     * connections: later a hiccup opens hundreds at any rate.
     */
    final PopulationBuilder warmUp(double rate) {
        return scenario("warm-up")
                .exec(request("warm-up", brief.warmUpItemIds()).silent())
                .injectOpen(
                        atOnceUsers((int) Math.min(MOST_CROWD, Math.ceil(CROWD_SECONDS * rate))),
                        rampUsersPerSec(1).to(rate).during(brief.warmUp()));
    }

    /** A purchase that fails, for Gatling, with any other status than {@code expected}. */
    final ChainBuilder buy(Integer... expected) {
        return counted(request().check(status().in(expected)));
    }

    final HttpRequestActionBuilder request() {
        return request(PURCHASE, items);
    }

    private HttpRequestActionBuilder request(String name, List<String> these) {
        return http(name)
                .post(session -> "/v1/items/" + itemOf(session, these) + "/purchases")
                .header("X-User-Id", session -> brief.run() + "-" + session.userId())
                .header("Content-Type", "application/json")
                .body(StringBody("{\"quantity\":1}"))
                .check(status().saveAs(STATUS));
    }

    final ChainBuilder counted(HttpRequestActionBuilder request) {
        return exec(session -> session.remove(STATUS))
                .exitHereIf(session -> !answers.ask())
                .exec(request)
                .exec(session -> {
                    if (session.contains(STATUS)) {
                        answers.answer(session.getInt(STATUS));
                    } else {
                        answers.fail();
                    }
                    return session;
                });
    }

    final String itemOf(Session session) {
        return itemOf(session, items);
    }

    private static String itemOf(Session session, List<String> these) {
        return these.get((int) (session.userId() % these.size()));
    }

    /** No purchase failed, and 99 of 100 were answered within the objective. */
    final List<Assertion> objectives() {
        return List.of(
                details(PURCHASE).failedRequests().count().is(0L),
                details(PURCHASE).responseTime().percentile(99).lte((int)
                        brief.objective().toMillis()));
    }
}
