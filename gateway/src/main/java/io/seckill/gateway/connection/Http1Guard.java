package io.seckill.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** The requests of one HTTP/1 connection, behind the codec: one is answered at a time. */
final class Http1Guard extends ChannelDuplexHandler {
    private final ConnectionGuard guard;
    private final LoopLimits limits;
    private final Http1Feed feed;

    /** What the peer keeps waiting; null while there is nothing, as nearly always: what is not there is not looked at. */
    private @Nullable Wait body;

    private @Nullable Wait behind;

    /** Requests whose head is whole and whose answer is not. */
    private int unanswered;

    /** Bytes of a head that is not whole. */
    private long partial;

    /** What the codec has before it, while it reads. */
    private ByteBuf undecoded = Unpooled.EMPTY_BUFFER;

    /** The head of a request whose body is not whole; and what has come of that. */
    private @Nullable HttpRequest receiving;

    private long received;
    private boolean any;
    private boolean reading;
    private boolean closes;
    private boolean invalid;
    private @Nullable HttpServerResponse current;

    /** Of the connection whose first handler is that of {@code first}. */
    Http1Guard(ConnectionGuard guard, LoopLimits limits, ChannelHandlerContext first) {
        this.guard = guard;
        this.limits = limits;
        this.feed = new Http1Feed(first, guard, this);
    }

    void begun(HttpServerRequest request) {
        current = request.response();
    }

    void closed() {
        stopBody();
        stopBehind();
        feed.clear();
        current = null;
    }

    /** Whether the next thing to be sent may be an answer to a head that is not whole. */
    boolean mayAnswer() {
        return unanswered == 0 && partial > 0;
    }

    /** What hands bytes to the codec. */
    Http1Feed feed() {
        return feed;
    }

    /** Whether a whole request waits for its answer: until then nothing behind it is looked at. */
    boolean isBusy() {
        return unanswered > (receiving == null ? 0 : 1);
    }

    /** Gathers the codec's bytes as it does by itself, and keeps them until {@link #hasRead}: it may free them before. */
    ByteBuf gather(ByteBufAllocator allocator, ByteBuf before, ByteBuf more) {
        ByteBuf all = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, more);
        undecoded = all.retain();
        return all;
    }

    void hasRead() {
        undecoded.release();
        undecoded = Unpooled.EMPTY_BUFFER;
    }

    void read(int bytes) {
        reading = true;
        if (receiving == null) {
            partial += bytes;
        }
    }

    /** Starts to wait for what has begun. What came whole, as nearly all does, has cost no more than this look. */
    void readComplete() {
        reading = false;
        if (receiving != null && unanswered == 0 && received > limits.maxBodyBytes()) {
            // Answered already, and still sending.
            guard.linger();
        } else {
            waitForPeer();
        }
        feed.goOn();
    }

    private void waitForPeer() {
        // While an earlier request is served this one's reading may be held up here, which is not its sender's fault.
        if (partial > 0 && unanswered == 0) {
            guard.headIsPartial(partial);
        } else if (receiving != null && unanswered <= 1) {
            startBody();
        }
        countBehind();
    }

    private void countBehind() {
        long bytes = unanswered < 1 ? 0 : feed.held() + partial + (unanswered - 1) * LoopLimits.OVERHEAD;
        if (bytes == 0) {
            stopBehind();
        } else if (behind != null && behind.lasts()) {
            behind.growTo(bytes);
        } else {
            behind = limits.behind().start(bytes, overdue -> guard.drop());
        }
    }

    private void stopBehind() {
        if (behind != null) {
            behind.stop();
            behind = null;
        }
    }

    private void startBody() {
        if (body == null || !body.lasts()) {
            body = limits.bodies().start(received + LoopLimits.OVERHEAD, this::bodyEnds);
        }
    }

    private void stopBody() {
        if (body != null) {
            body.stop();
            body = null;
        }
    }

    /** The usual classes come first: to look for an interface among the many that these have is slow. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DefaultHttpRequest request) {
            head(request);
        }
        if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            bodyIsWhole();
        } else if (message instanceof HttpContent content) {
            int bytes = content.content().readableBytes();
            received += bytes;
            if (body != null) {
                body.grow(bytes);
            }
            if (message instanceof LastHttpContent) {
                bodyIsWhole();
            }
        }
        context.fireChannelRead(message);
    }

    private void bodyIsWhole() {
        receiving = null;
        partial = undecoded.readableBytes(); // the codec tells of one thing before it looks at the next
        stopBody();
    }

    private void head(HttpRequest request) {
        guard.headIsWhole();
        partial = 0;
        received = 0;
        receiving = request;
        unanswered++;
        invalid |= request.decoderResult().isFailure();
        if (!any) {
            any = true;
            // Who asks to go on in HTTP/2 is served in HTTP/1.1, as RFC 9110 allows: only one that begins in it is
            // watched.
            if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
                CharSequence stays =
                        HttpUtil.isKeepAlive(request) ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE;
                request.headers()
                        .remove(HttpHeaderNames.UPGRADE)
                        .remove("HTTP2-Settings")
                        .set(HttpHeaderNames.CONNECTION, stays); // Vert.x looks for "close" alone, not in a list
            }
        }
    }

    private void bodyEnds(boolean overdue) {
        HttpServerResponse response = current;
        if (response == null || response.ended() || response.headWritten()) {
            guard.linger();
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        limits.refuse(response, overdue ? Refusals.BODY_LATE : Refusals.NO_ROOM);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise written = promise;
        if (message instanceof FullHttpResponse answer) { // nearly each is one
            written = begins(answer) ? ended(promise) : promise;
        } else if (message instanceof HttpResponse answer) {
            begins(answer);
        } else if (message instanceof LastHttpContent) {
            written = ended(promise);
        }
        super.write(context, message, written);
    }

    /** False for what only goes before an answer. */
    private boolean begins(HttpResponse answer) {
        if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            return false;
        }
        // The rest of a body that is too large is not waited for.
        if (receiving != null && HttpUtil.getContentLength(receiving, 0L) > limits.maxBodyBytes()) {
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        closes = answer.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        return true;
    }

    private ChannelPromise ended(ChannelPromise promise) {
        unanswered--;
        current = null;
        if (closes) {
            // Vert.x goes on reading whatever an answer says of the connection, unless the request said it.
            guard.closeAfterAnswer(invalid);
            return promise.unvoid().addListener(sent -> guard.linger());
        }
        if (!reading) {
            waitForPeer();
            feed.goOn();
        }
        return promise;
    }

    /** Why a body was not waited for. */
    static final class Refusals {
        static final Refusal BODY_LATE = new Refusal(Code.REQUEST_TIMEOUT, "the request's body did not arrive in time");
        static final Refusal NO_ROOM =
                new Refusal(Code.OVERLOADED, "there is no room for a request's body that arrives slowly");

        private Refusals() {}
    }
}
