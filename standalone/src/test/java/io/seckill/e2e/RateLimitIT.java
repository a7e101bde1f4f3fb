package io.seckill.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.guarantee.Guarantee;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two commands at once and one more an hour for each user, three for each device. */
class RateLimitIT {
    private final Cluster cluster = Cluster.start(
            "gateway.rate.perUser.permits=1",
            "gateway.rate.perUser.period=1h",
            "gateway.rate.perUser.burst=2",
            "gateway.rate.perDevice.permits=1",
            "gateway.rate.perDevice.period=1h",
            "gateway.rate.perDevice.burst=3");

    @AfterEach
    void promisesHold() {
        try (cluster) {
            Guarantee.checkAll(cluster.evidence());
        }
    }

    @Test
    void userWhoIsTooFastIs429AndHearsWhenToComeBack() {
        cluster.openSale("phone", SaleTerms.open(10).limitedTo(10));
        Answer first = buy("ann", "phone");
        assertThat(first.outcome()).isEqualTo("201");
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"user\";q=2;w=7200");
        assertThat(first.header("RateLimit")).isEqualTo("\"user\";r=1;t=3600");
        assertThat(buy("ann", "phone").outcome()).isEqualTo("201");

        Answer third = buy("ann", "phone");

        assertThat(third.outcome()).isEqualTo("429 RATE_LIMITED");
        assertThat(Integer.parseInt(third.header("Retry-After"))).isBetween(3_000, 3_600);
        assertThat(third.header("RateLimit")).startsWith("\"user\";r=0;t=3");
        assertThat(buy("bob", "phone").outcome()).isEqualTo("201");
    }

    @Test
    void deviceThatIsTooFastIs429WhoeverUsesItAndItsUsersMayGoOnElsewhere() {
        cluster.openSale("shared", SaleTerms.open(10).limitedTo(10));
        for (String user : List.of("fay", "gus", "hal")) {
            assertThat(buyFrom("tablet", user).outcome()).isEqualTo("201");
        }

        Answer fourth = buyFrom("tablet", "ida");

        assertThat(fourth.outcome()).isEqualTo("429 RATE_LIMITED");
        assertThat(fourth.json().getString("detail")).contains("device");
        assertThat(fourth.header("RateLimit-Policy")).isEqualTo("\"device\";q=3;w=10800");
        assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(3_000, 3_600);
        Answer elsewhere = buyFrom("phone", "ida");
        assertThat(elsewhere.outcome()).isEqualTo("201");
        assertThat(elsewhere.headers().getAll("RateLimit"))
                .containsExactly("\"device\";r=2;t=3600", "\"user\";r=1;t=3600");
        assertThat(buy("ida", "shared").outcome()).isEqualTo("201");
    }

    private Answer buyFrom(String device, String user) {
        return Now.get(cluster.shop(0).buy(user, "shared", Map.of("X-Device-Id", device), ""));
    }

    @Test
    void answersFromTheEdgeCostNoToken() {
        cluster.openSale("nothing-left", SaleTerms.open(0));
        await().until(() -> Now.get(cluster.console(0).metrics()).total("seckill_edge_current") == 1);

        for (int i = 0; i < 5; i++) {
            assertThat(buy("ann", "nothing-left").outcome()).isEqualTo("409 SOLD_OUT");
        }
    }

    @Test
    void whateverGoesToTheQueueTakesATokenAndWhatIsNotValidTakesNone() {
        cluster.openSale("asked", SaleTerms.open(10).limitedTo(10));
        for (int i = 0; i < 5; i++) {
            assertThat(Now.get(cluster.shop(0).buy("cid", "asked", Map.of(), "{}{}"))
                            .outcome())
                    .isEqualTo("400 INVALID_REQUEST");
            assertThat(ask("cid", "/v1/items/asked/purchases/x").outcome()).isEqualTo("400 INVALID_REQUEST");
        }
        Answer bought = buy("cid", "asked");
        assertThat(bought.outcome()).isEqualTo("201");
        String location = bought.header("Location");
        assertThat(ask("cid", location).outcome()).isEqualTo("200");

        assertThat(List.of(
                        buy("cid", "asked"),
                        ask("cid", location),
                        ask("cid", location + "/events"),
                        Now.get(cluster.shop(0).order("cid", "asked", bought.orderId())),
                        Now.get(cluster.shop(0).confirm("cid", "asked", bought.orderId())),
                        Now.get(cluster.shop(0).cancel("cid", "asked", bought.orderId()))))
                .extracting(Answer::outcome)
                .containsOnly("429 RATE_LIMITED");
    }

    private Answer ask(String user, String location) {
        return Now.get(cluster.shop(0).ask(user, location));
    }

    private Answer buy(String user, String item) {
        return Now.get(cluster.shop(0).buy(user, item));
    }
}
