package io.seckill.gateway.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seckill.gateway.backlog.Backlog;
import io.seckill.v1.DeliveryReceipt;
import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.seckill.v1.ResultBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the callback's port makes of peers that are no backend of ours, frame by frame. */
class CallbackLimitsTest {
    private static final String DELIVER = "/seckill.v1.ResultCallback/Deliver";
    private static final String STREAM = "/seckill.v1.ResultCallback/DeliverStream";
    private static final String CHECK = "/grpc.health.v1.Health/Check";
    private static final String REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private static final String OLD_REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
    private static final int MAX_MESSAGE = 1 << 18;
    private static final HttpClientOptions OVER_HTTP_2 =
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final HttpClientAgent http = vertx.createHttpClient(OVER_HTTP_2);
    private volatile boolean ready = true;
    private volatile long askedAt; // when the health was looked at last, of System.nanoTime()
    private int port;

    @BeforeEach
    void listen() throws Exception {
        logged.start();
        root().addAppender(logged);
        var service = new CallbackService(new ResultRouter(42), new Backlog(1, () -> 0), registry);
        port = get(service.server(vertx, new HttpServerOptions(), this::isReady).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
        root().detachAppender(logged);
    }

    private boolean isReady() {
        askedAt = System.nanoTime();
        return ready;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {DELIVER, STREAM, CHECK, REFLECTION})
    void whatIsCompressedIsRefusedBeforeItIsUnpacked(String path) throws Exception {
        Buffer bomb = frame(1, gzip(new byte[64 << 20]));
        assertThat(bomb.length()).isLessThan(MAX_MESSAGE);

        Reply reply = call(path, "gzip", bomb);

        assertThat(reply.status).isEqualTo("12");
        assertThat(reply.encodings).isEqualTo("identity");
        assertThat(call(path, "snappy", bomb).status).isEqualTo("12");
        assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {DELIVER, STREAM, CHECK, REFLECTION})
    void whatCannotBeReadEndsTheCallAtOnce(String path) throws Exception {
        Buffer garbage = frame(0, new byte[] {(byte) 0xff, 1, 2, 3});
        Buffer compressed = frame(1, gzip(new byte[10]));
        Buffer large = frame(0, new byte[MAX_MESSAGE + 1]);

        assertThat(call(path, null, garbage).status).isEqualTo("3");
        assertThat(call(path, null, compressed).status).isEqualTo("13");
        assertThat(call(path, "identity", compressed).status).isEqualTo("13");
        assertThat(call(path, null, large).status).isEqualTo("8");
        assertThat(registry.get("seckill.callback.refused")
                        .tag("status", "INVALID_ARGUMENT")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertQuiet();
        await().until(() -> registry.get("seckill.callback.calls").gauge().value() == 0);
    }

    @Test
    void aUnaryCallWithoutAMessageIsRefused() throws Exception {
        assertThat(call(DELIVER, null, Buffer.buffer()).status).isEqualTo("3");
        assertQuiet();
    }

    @Test
    void aBatchOfMoreResultsThanMayBeIsRefused() throws Exception {
        ResultBatch.Builder many = ResultBatch.newBuilder();
        for (int i = 0; i <= 20_000; i++) {
            many.addResults(Result.getDefaultInstance());
        }

        assertThat(call(STREAM, null, frame(many.build())).status).isEqualTo("3");
    }

    @Test
    void jsonIsNotServed() throws Exception {
        Reply reply = call(DELIVER, null, frame(0, "{}".getBytes(StandardCharsets.UTF_8)), "application/grpc+json");

        assertThat(reply.httpStatus).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_0", "HTTP_1_1"})
    void whatIsNotHttp2IsRefusedAndTakesNoRoom(HttpVersion version) throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpClient old = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(version));
            HttpClientRequest request = get(request(old, DELIVER, "application/grpc"));
            Promise<Void> closed = Promise.promise();
            request.connection().closeHandler(over -> closed.complete());
            assertThat(get(request.send()).statusCode()).isEqualTo(505);
            get(closed.future());
        }

        assertThat(call(DELIVER, null, frame(Result.getDefaultInstance())).status)
                .isEqualTo("0");
        await().until(() -> registry.get("seckill.callback.calls").gauge().value() == 0);
        assertQuiet();
    }

    @Test
    void whatIsPlainIsServedAndSaysThatNothingElseWouldBe() throws Exception {
        Reply reply = call(DELIVER, "identity", frame(Result.getDefaultInstance()));

        assertThat(reply.status).isEqualTo("0");
        assertThat(reply.encodings).isEqualTo("identity");
        assertThat(DeliveryReceipt.parseFrom(reply.messages.get(0)).getReceipt())
                .isEqualTo(Receipt.RECEIPT_WRONG_EPOCH);
    }

    @Test
    void aCallThatIsCancelledAmidstItsMessagesIsForgottenInSilence() throws Exception {
        for (int i = 0; i < 50; i++) {
            HttpClientRequest request = get(request(http, STREAM, "application/grpc"));
            request.setChunked(true).exceptionHandler(reset -> {}); // this side's own
            get(request.write(frame(ResultBatch.newBuilder()
                    .addResults(Result.getDefaultInstance())
                    .build())));
            get(request.reset(8));
        }

        await().until(() -> registry.get("seckill.callback.calls").gauge().value() == 0
                && registry.get("seckill.callback.streams").gauge().value() == 0);
        assertQuiet();
    }

    @Test
    void connectionsPastTheBoundAreClosed() throws Exception {
        for (int i = 0; i <= CallbackLimits.MAX_CONNECTIONS; i++) {
            get(http.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(port)));
        }

        // Each has been counted when its client knows of it, so one less than were made means one closed.
        await().until(
                        () -> registry.get("seckill.callback.connections")
                                .gauge()
                                .value(),
                        open -> open == CallbackLimits.MAX_CONNECTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {REFLECTION, OLD_REFLECTION})
    void reflectionShowsTheCallbackAndItsFilesOnOneStream(String path) throws Exception {
        Reply reply = call(
                path,
                null,
                Buffer.buffer()
                        .appendBuffer(frame(ServerReflectionRequest.newBuilder()
                                .setListServices("*")
                                .build()))
                        .appendBuffer(frame(ServerReflectionRequest.newBuilder()
                                .setFileContainingSymbol("seckill.v1.ResultCallback")
                                .build()))
                        .appendBuffer(frame(ServerReflectionRequest.newBuilder()
                                .setFileByFilename("seckill/v1/result.proto")
                                .build()))
                        .appendBuffer(frame(ServerReflectionRequest.newBuilder()
                                .setFileContainingSymbol("no.such.Thing")
                                .build())));

        assertThat(reply.status).isEqualTo("0");
        List<ServerReflectionResponse> answers = new ArrayList<>();
        for (byte[] message : reply.messages) {
            answers.add(ServerReflectionResponse.parseFrom(message));
        }
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).getListServicesResponse().getServiceList())
                .extracting(service -> service.getName())
                .containsExactly(
                        "seckill.v1.ResultCallback", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
        assertThat(files(answers.get(1)))
                .containsExactly("seckill/v1/callback.proto", "seckill/v1/result.proto", "seckill/v1/slots.proto");
        assertThat(files(answers.get(2))).containsExactly("seckill/v1/result.proto", "seckill/v1/slots.proto");
        assertThat(answers.get(3).getErrorResponse().getErrorCode()).isEqualTo(5);
        assertQuiet();
    }

    private static List<String> files(ServerReflectionResponse answer) throws InvalidProtocolBufferException {
        List<String> names = new ArrayList<>();
        for (ByteString file : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            names.add(FileDescriptorProto.parseFrom(file).getName());
        }
        return names;
    }

    @Test
    void aWatcherHearsOfChangesOnly() throws Exception {
        List<ServingStatus> heard = new CopyOnWriteArrayList<>();
        HttpClientRequest request = get(request(http, "/grpc.health.v1.Health/Watch", "application/grpc"));
        request.response().onSuccess(response -> response.handler(chunk -> heard.addAll(statuses(chunk))));
        get(request.end(frame(HealthCheckRequest.newBuilder()
                .setService("seckill.v1.ResultCallback")
                .build())));
        await().until(() -> heard.size() == 1);

        ready = false;
        await().until(() -> heard.size() == 2);
        ready = true;
        await().until(() -> heard.size() == 3);

        assertThat(heard).containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING, ServingStatus.SERVING);
    }

    @Test
    void aWatcherWhoseConnectionIsLostIsForgotten() throws Exception {
        HttpClientRequest request = get(request(http, "/grpc.health.v1.Health/Watch", "application/grpc"));
        Promise<Buffer> told = Promise.promise();
        request.response()
                .onSuccess(response -> response.exceptionHandler(lost -> {}) // this side's own
                        .handler(told::tryComplete));
        get(request.end(frame(HealthCheckRequest.newBuilder()
                .setService("seckill.v1.ResultCallback")
                .build())));
        get(told.future());
        long first = askedAt;
        await().until(() -> askedAt != first);

        get(request.connection().close());

        await().until(() -> System.nanoTime() - askedAt > TimeUnit.MILLISECONDS.toNanos(2_500));
        assertQuiet();
    }

    private static List<ServingStatus> statuses(Buffer frames) {
        return messages(frames).stream()
                .map(message -> {
                    try {
                        return HealthCheckResponse.parseFrom(message).getStatus();
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void anUnknownServiceHasNoHealth() throws Exception {
        HealthCheckRequest unknown =
                HealthCheckRequest.newBuilder().setService("no.such").build();

        assertThat(call(CHECK, null, frame(unknown)).status).isEqualTo("5");
        assertThat(call(CHECK, null, frame(HealthCheckRequest.getDefaultInstance())).status)
                .isEqualTo("0");
    }

    /** Nothing that a peer sends is an error of this process. */
    private void assertQuiet() {
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)
                        && !event.getLoggerName().contains("HttpClient")) // the test's own side
                .isEmpty();
    }

    private record Reply(int httpStatus, String status, String encodings, List<byte[]> messages) {}

    private Reply call(String path, String encoding, Buffer frames) throws Exception {
        return call(path, encoding, frames, "application/grpc");
    }

    private Reply call(String path, String encoding, Buffer frames, String contentType) throws Exception {
        HttpClientRequest request = get(request(http, path, contentType));
        if (encoding != null) {
            request.putHeader("grpc-encoding", encoding);
        }
        Promise<Reply> replied = Promise.promise();
        request.response()
                .onSuccess(response -> {
                    Buffer body = Buffer.buffer();
                    response.handler(body::appendBuffer);
                    response.exceptionHandler(replied::tryFail);
                    response.endHandler(end -> {
                        String inHeaders = response.getHeader("grpc-status");
                        replied.tryComplete(new Reply(
                                response.statusCode(),
                                inHeaders == null ? response.getTrailer("grpc-status") : inHeaders,
                                response.getHeader("grpc-accept-encoding"),
                                messages(body)));
                    });
                })
                .onFailure(replied::tryFail);
        request.end(frames);
        return get(replied.future());
    }

    private Future<HttpClientRequest> request(HttpClient client, String path, String contentType) {
        return client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setMethod(HttpMethod.POST)
                        .setURI(path))
                .onSuccess(request -> request.putHeader("content-type", contentType));
    }

    private static Buffer frame(MessageLite message) {
        return frame(0, message.toByteArray());
    }

    private static Buffer frame(int flag, byte[] message) {
        return Buffer.buffer().appendByte((byte) flag).appendInt(message.length).appendBytes(message);
    }

    private static List<byte[]> messages(Buffer frames) {
        List<byte[]> messages = new ArrayList<>();
        for (int at = 0; at < frames.length(); at += 5 + frames.getInt(at + 1)) {
            messages.add(frames.getBytes(at + 5, at + 5 + frames.getInt(at + 1)));
        }
        return messages;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(content);
        }
        return out.toByteArray();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
}
