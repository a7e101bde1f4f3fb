package io.seckill.proof.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.proof.history.History;
import io.seckill.proof.history.HistoryWriter;
import io.seckill.proof.history.Line;
import io.seckill.proof.nemesis.FaultKind;
import io.seckill.proof.nemesis.Nemesis;
import io.seckill.testkit.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole installations, of real processes. */
@Tag("slow")
@Timeout(value = 8, unit = TimeUnit.MINUTES) // eight JVMs on a busy machine
class FieldIT {
    /** Enough to have some on every queue. */
    private static final List<String> ITEMS =
            IntStream.range(0, 8).mapToObj(i -> "item-" + i).toList();

    private static final Duration SERVES_WITHIN = Duration.ofMinutes(1); // a machine may be busy

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void buyersBuyAtEachGatewayAlsoAfterABackendWasKilled() throws Exception {
        try (Field field = Field.start(new FieldPlan(1, 2, 2, Store.LEDGER, false, 4, List.of()), folder)) {
            open(field);
            ITEMS.forEach(item -> assertThat(buy(field, 0, "ann", item)).isEqualTo(201));
            ITEMS.forEach(item -> assertThat(buy(field, 1, "bob", item)).isEqualTo(201));
            Part killed = part(field, "backend-0");

            killed.kill();

            assertThat(killed.ready()).isFalse();
            ITEMS.forEach(item -> buysInTheEnd(field, 0, "cid", item));
            ITEMS.forEach(item -> buysInTheEnd(field, 1, "dan", item));
            field.heal();
            field.awaitReady();
        }
    }

    @ParameterizedTest
    @EnumSource
    void threeBrokersServeAgainAfterFaultsOfAllKinds(Store store) throws Exception {
        FieldPlan plan = new FieldPlan(3, 2, 2, store, store == Store.LEDGER, 4, List.of());
        Path file = folder.resolve("history.jsonl");
        try (Field field = Field.start(plan, folder)) {
            open(field);
            ITEMS.forEach(item -> buysInTheEnd(field, 0, "ann", item));

            long faults;
            try (HistoryWriter history = new HistoryWriter(file)) {
                Nemesis nemesis = new Nemesis(field, (since, patience) -> field.awaitReady(), history);
                faults = nemesis.run(EnumSet.allOf(FaultKind.class), new Random(22), Duration.ofSeconds(40));
            }

            field.awaitReady();
            ITEMS.forEach(item -> buysInTheEnd(field, 1, "bob", item));
            ChildProcess grow = field.grow(8);
            assertThat(grow.endsWithin(SERVES_WITHIN)).as(grow::output).isTrue();
            ITEMS.forEach(item -> buysInTheEnd(field, 0, "cid", item));
            assertBeginsAndEnds(History.read(file), faults);
        }
    }

    private static void assertBeginsAndEnds(History history, long faults) {
        List<Line.Fault> lines = history.only(Line.Fault.class);
        assertThat(lines.stream().filter(Line.Fault::begins)).hasSize((int) faults);
        assertThat(lines.stream()
                        .collect(Collectors.groupingBy(Line.Fault::fault))
                        .values())
                .allSatisfy(
                        both -> assertThat(both).extracting(Line.Fault::begins).containsExactly(true, false));
    }

    private static Part part(Field field, String name) {
        return field.parts().stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private void open(Field field) {
        for (String item : ITEMS) {
            HttpRequest put = HttpRequest.newBuilder(field.operators(0).resolve("/v1/admin/items/" + item))
                    .PUT(BodyPublishers.ofString("{\"stock\": 1000}"))
                    .header("Content-Type", "application/json")
                    .build();
            await(item + " on sale").atMost(SERVES_WITHIN).until(() -> status(put) == 200);
            for (int gateway = 0; gateway < field.gateways(); gateway++) {
                URI shown = field.buyers(gateway).resolve("/v1/items/" + item);
                await(item + " shown").atMost(SERVES_WITHIN).until(() -> status(get(shown)) == 200);
            }
        }
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    /** What is asked again with its key gets the same order. */
    private void buysInTheEnd(Field field, int gateway, String user, String item) {
        await(user + " buys " + item).atMost(SERVES_WITHIN).until(() -> buy(field, gateway, user, item) == 201);
    }

    private int buy(Field field, int gateway, String user, String item) {
        return status(HttpRequest.newBuilder(field.buyers(gateway).resolve("/v1/items/" + item + "/purchases"))
                .POST(BodyPublishers.noBody())
                .header("X-User-Id", user)
                .header("Idempotency-Key", user + "-" + item)
                .header("Prefer", "wait=10")
                .build());
    }

    private int status(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException lost) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
