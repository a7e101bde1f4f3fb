package io.seckill.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.http.RequestFilter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers what is no HTTP/1.1 request, or too long a one, as a problem; Vert.x closes then: where the next one begins is not
 * known.
 */
public final class InvalidRequests implements Handler<HttpServerRequest> {
    private final Replies replies;

    /** Answers through {@code replies}. */
    public InvalidRequests(Replies replies) {
        this.replies = replies;
    }

    @Override
    public void handle(HttpServerRequest request) {
        RequestFilter.beginResponse(request.response()).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        replies.refuse(request.response(), refusal(request.decoderResult().cause()));
    }

    private static Refusal refusal(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(Code.URI_TOO_LONG, "the request's first line is longer than this port takes");
        }
        return cause instanceof TooLongHttpHeaderException
                ? new Refusal(Code.HEADERS_TOO_LARGE, "the headers are larger than this port takes")
                : new Refusal(Code.INVALID_REQUEST, "this is no HTTP/1.1 request");
    }
}
