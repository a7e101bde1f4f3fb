package io.seckill.e2e;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seckill.e2e.cluster.Answer;
import io.seckill.e2e.cluster.Cluster;
import io.seckill.e2e.cluster.Commands;
import io.seckill.e2e.cluster.Now;
import io.seckill.e2e.cluster.OnBothStores;
import io.seckill.e2e.cluster.SaleTerms;
import io.seckill.e2e.cluster.SpanReceiver;
import io.seckill.e2e.cluster.SpanReceiver.Traced;
import io.seckill.e2e.cluster.Store;
import io.seckill.e2e.guarantee.Guarantee;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A traced request is one trace, from its caller through gateway, queue and backend to the receipt; others leave none. */
@OnBothStores
@TestInstance(Lifecycle.PER_CLASS)
class TracingIT {
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SERVER = "seckill-gateway SERVER POST";
    private static final String QUESTION = "seckill-gateway SERVER GET";
    private static final String SEND = "seckill-gateway PRODUCER send seckill.requests";
    private static final String PROCESS = "seckill-backend CONSUMER process seckill.requests";
    private static final String DELIVER = "seckill-backend CLIENT seckill.v1.ResultCallback/DeliverStream";
    private static final String COMMIT = "seckill-backend CLIENT commit seckill.requests";

    @Parameter
    private Store store;

    private SpanReceiver receiver;
    private Cluster cluster;

    @BeforeParameterizedClassInvocation
    void start() {
        receiver = new SpanReceiver();
        cluster = Cluster.start(store, "tracing.otlp=" + receiver.url(), "tracing.sampled=0");
        cluster.openSale("phone", SaleTerms.open(100));
    }

    @AfterParameterizedClassInvocation
    void promisesHold() {
        try (var ended = cluster) {
            Guarantee.checkAll(ended.evidence());
        } finally {
            receiver.close();
        }
    }

    @Test
    void aPurchaseIsOneTraceFromItsCallerToTheReceipt() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        Answer bought = buy("ann", Map.of("traceparent", parent(trace, "01"), "X-Request-Id", "call 7"));

        Map<String, Traced> spans = spansOf(trace, 4).stream().collect(toMap(Traced::title, Function.identity()));
        assertThat(spans).containsOnlyKeys(SERVER, SEND, PROCESS, DELIVER);
        assertThat(spans.get(SERVER).parent()).isEqualTo(CALLER);
        assertThat(spans.get(SEND).parent()).isEqualTo(spans.get(SERVER).id());
        assertThat(spans.get(PROCESS).parent()).isEqualTo(spans.get(SEND).id());
        assertThat(spans.get(DELIVER).parent()).isEqualTo(spans.get(PROCESS).id());
        assertThat(bought.header("X-Request-Id")).isEqualTo("call 7");
        assertThat(spans.get(SERVER).attributes())
                .containsEntry("http.response.status_code", "201")
                .containsEntry("http.request.header.x-request-id", "call 7")
                .containsEntry("seckill.command", "PURCHASE")
                .containsEntry("seckill.request_id", bought.orderId());
        assertThat(spans.get(PROCESS).attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.consumer.group.name", "seckill-backend")
                .containsEntry("seckill.outcome", "OUTCOME_ACCEPTED")
                .containsEntry(
                        "messaging.kafka.offset", spans.get(SEND).attributes().get("messaging.kafka.offset"));
        assertThat(spans.get(DELIVER).attributes()).containsEntry("seckill.receipt", "RECEIPT_RESOLVED");
    }

    @Test
    void aDecisionAndItsTransactionLinkToEachOther() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4737";

        buy("bob", Map.of("traceparent", parent(trace, "01")));

        Traced process = only(spansOf(trace, 4), PROCESS);
        if (store == Store.POSTGRES) {
            assertThat(process.links())
                    .as("PostgreSQL commits, and no transaction of Kafka's")
                    .isEmpty();
            return;
        }
        await("the transaction's span")
                .until(() ->
                        receiver.all().stream().anyMatch(span -> span.links().contains(process.id())));
        Traced commit = receiver.all().stream()
                .filter(span -> span.links().contains(process.id()))
                .findFirst()
                .orElseThrow();
        assertThat(commit.title()).isEqualTo(COMMIT);
        assertThat(commit.parent()).isEmpty();
        assertThat(process.links()).containsExactly(commit.id());
    }

    @Test
    void whatIsSentAgainOrAskedForGoesOnInTheCallersTrace() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4738";
        Map<String, String> headers = Map.of("traceparent", parent(trace, "01"), "Idempotency-Key", "once");

        Answer first = buy("eve", headers);
        Answer again = buy("eve", headers);
        Answer asked = Now.get(cluster.shop(0)
                .get(first.header("Location"), Map.of("traceparent", parent(trace, "01"), "X-User-Id", "eve")));

        assertThat(again.orderId()).isEqualTo(first.orderId());
        assertThat(asked.orderId()).isEqualTo(first.orderId());
        List<Traced> spans = spansOf(trace, 12);
        assertThat(spans)
                .extracting(Traced::title)
                .containsExactlyInAnyOrder(
                        SERVER, SERVER, QUESTION, SEND, SEND, SEND, PROCESS, PROCESS, PROCESS, DELIVER, DELIVER,
                        DELIVER);
        List<String> ids = spans.stream().map(Traced::id).toList();
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.parent())
                        .satisfiesAnyOf(
                                parent -> assertThat(parent).isEqualTo(CALLER),
                                parent -> assertThat(ids).contains(parent)));
    }

    @Test
    void whatIsNotSampledLeavesNoSpanAndNoHeader() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4739";
        String unsampled = "4bf92f3577b34da6a3ce929d0e0e473a";

        Answer silent = buy("joe", Map.of());
        Answer refused = buy("kim", Map.of("traceparent", parent(unsampled, "00")));
        Answer traced = buy("leo", Map.of("traceparent", parent(trace, "01")));
        spansOf(trace, 4); // so what was made of the others would have come

        assertThat(receiver.all()).extracting(Traced::traceId).doesNotContain(unsampled);
        assertThat(receiver.all())
                .extracting(span -> span.attributes().getOrDefault("seckill.request_id", ""))
                .doesNotContain(silent.orderId(), refused.orderId());
        Map<String, List<String>> headers = Commands.headersByRequest(cluster.bootstrapServers());
        assertThat(headers.get(silent.orderId())).isEmpty();
        assertThat(headers.get(refused.orderId())).isEmpty();
        assertThat(headers.get(traced.orderId())).contains("traceparent");
    }

    @Test
    void aGatewayThatDrawsARequestBeginsATraceAndShowsItInTheHistogramOfLatency() {
        int all = cluster.startGateway("tracing.sampled=1");

        Answer bought = Now.get(cluster.shop(all).buy("sue", "phone"));

        await("the request's span")
                .until(() -> receiver.all().stream()
                        .anyMatch(span ->
                                bought.orderId().equals(span.attributes().get("seckill.request_id"))));
        Traced root = receiver.all().stream()
                .filter(span -> bought.orderId().equals(span.attributes().get("seckill.request_id")))
                .findFirst()
                .orElseThrow();
        assertThat(root.parent()).isEmpty();
        assertThat(spansOf(root.traceId(), 4)).extracting(Traced::title).contains(PROCESS);
        String metrics = Now.get(cluster.console(all).openMetrics()).body().toString();
        assertThat(metrics.lines().filter(line -> line.startsWith("seckill_request_latency_seconds_bucket")))
                .anyMatch(line -> line.contains("trace_id=\"" + root.traceId() + "\""));
        cluster.stopGateway(all);
    }

    private Answer buy(String user, Map<String, String> headers) {
        Answer answer = Now.get(cluster.shop(0).buy(user, "phone", headers, ""));
        assertThat(answer.status()).isEqualTo(201);
        return answer;
    }

    private static String parent(String trace, String flags) {
        return "00-" + trace + "-" + CALLER + "-" + flags;
    }

    private List<Traced> spansOf(String trace, int count) {
        await(count + " spans of " + trace).until(() -> receiver.of(trace).size() >= count);
        return receiver.of(trace);
    }

    private static Traced only(List<Traced> spans, String title) {
        return spans.stream()
                .filter(span -> span.title().equals(title))
                .findFirst()
                .orElseThrow();
    }
}
