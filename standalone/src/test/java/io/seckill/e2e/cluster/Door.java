package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/**
 * A listener that speaks HTTP.
 *
 * @param caller what dials it
 * @param port where it is, on loopback
 * @param ofGateway whether a gateway listens there
 */
record Door(Caller caller, int port, boolean ofGateway) {
    /** What is answered; where a gateway answers, it must be as documented. */
    Future<Answer> send(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
        Future<Answer> answer = caller.send(port, method, path, headers, body);
        return ofGateway ? answer.map(given -> caller.contract().check(method, path, given)) : answer;
    }

    /** The head of the answer to {@code GET path}; its body is yet to come. Call on an event loop. */
    Future<HttpClientResponse> open(String path, Map<String, String> headers) {
        return caller.open(port, path, headers);
    }

    Future<Answer> get(String path) {
        return send(HttpMethod.GET, path, Map.of(), Buffer.buffer());
    }
}
