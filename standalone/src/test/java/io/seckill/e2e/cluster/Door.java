package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/**
 * A listener that speaks HTTP.
 *
 * @param client the client that dials it
 * @param port where it is, on loopback
 */
public record Door(HttpClient client, int port) {
    /** The answer to a request with {@code body}; empty: none. */
    Future<Answer> send(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(method)
                .setURI(path);
        headers.forEach(options::addHeader);
        return client.request(options)
                .compose(request -> body.length() == 0 ? request.send() : request.send(body))
                .compose(response ->
                        response.body().map(read -> new Answer(response.statusCode(), response.headers(), read)));
    }

    Future<Answer> get(String path) {
        return send(HttpMethod.GET, path, Map.of(), Buffer.buffer());
    }
}
