package io.seckill.gateway.respond;

import io.seckill.gateway.backlog.BacklogEstimate;
import io.seckill.http.JsonBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Server-sent events about one purchase: {@code position} while it is queued, one {@code outcome}, the end. */
public final class EventStream {
    private final HttpServerResponse response;

    /** Starts the stream on {@code response}. */
    public EventStream(HttpServerResponse response, String requestId) {
        this.response = response;
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // Or nginx would hold the events back until the stream ends.
                .putHeader("X-Accel-Buffering", "no");
        Answer.name(response, requestId);
    }

    /** Tells {@code estimate}; false, and nothing told, where the caller does not read what was told before. */
    public boolean position(BacklogEstimate estimate) {
        return write(event("position", JsonBody.object(json -> Answers.writeEstimate(json, estimate)), "\n\n"));
    }

    /** Tells nothing, so that nobody on the way takes the connection for a dead one. */
    public void comment() {
        write(Buffer.buffer(":\n\n"));
    }

    private boolean write(Buffer text) {
        if (response.ended() || response.closed() || response.writeQueueFull()) {
            return false;
        }
        response.write(text);
        return true;
    }

    /**
     * Tells the outcome, which is the body that {@code answer} would have had, and ends the stream. A browser that connects
     * again, as it does after each end, says the event's {@code id}, and is told that there is no more. So an answer that is
     * not final is not told: the next stream asks again.
     */
    public void outcome(Answer answer, String id) {
        if (!answer.isFinal()) {
            end();
        } else if (!response.ended() && !response.closed()) {
            response.end(event("outcome", answer.body(), "\nid: " + id + "\n\n"));
        }
    }

    /** Ends the stream without an outcome: the caller may ask again. */
    public void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private static Buffer event(String name, Buffer data, String end) {
        return Buffer.buffer("event: " + name + "\ndata: ").appendBuffer(data).appendString(end);
    }
}
