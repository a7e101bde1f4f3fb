package io.seckill.e2e.cluster;

import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * An HTTP/2 client that keeps a great many requests open at little cost: Netty's frame codec and a clock per stream.
 *
 * <p>Connections and streams of a connection are numbered from 0; what answers say is counted by status.
 */
public final class ManyStreams implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> connections = new ArrayList<>();
    private final Map<String, AtomicLong> statuses = new TreeMap<>(); // guarded by itself
    private final Queue<String> endings = new ConcurrentLinkedQueue<>();
    private final AtomicLong fastestNanos = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong slowestNanos = new AtomicLong();

    /** Connects {@code connections} times to {@code port} on loopback. */
    public ManyStreams(int port, int connections) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                                .initialSettings(Http2Settings.defaultSettings())
                                .encoderEnforceMaxConcurrentStreams(true)
                                .build();
                        channel.pipeline().addLast(codec, new Connection());
                    }
                });
        for (int i = 0; i < connections; i++) {
            this.connections.add(
                    bootstrap.connect("127.0.0.1", port).syncUninterruptibly().channel());
        }
    }

    /** Has {@code buyers} of {@code item} answered as soon as they are queued, and returns the answers by status. */
    public static Map<String, Long> queue(int port, String item, int connections, int buyers) {
        try (ManyStreams streams = new ManyStreams(port, connections)) {
            streams.open(
                    buyers / connections,
                    number -> post("/v1/items/" + item + "/purchases")
                            .set("x-user-id", "user-" + number)
                            .set("prefer", "respond-async"));
            await("all queued").until(() -> streams.answers() == buyers);
            return streams.statuses();
        }
    }

    /** Sends {@code perConnection} more requests on each connection, each with the headers of its running number. */
    public void open(int perConnection, IntFunction<Http2Headers> headers) {
        for (int i = 0; i < connections.size(); i++) {
            int first = i * perConnection;
            Channel connection = connections.get(i);
            connection.eventLoop().execute(() -> {
                Connection streams = connection.pipeline().get(Connection.class);
                for (int n = 0; n < perConnection; n++) {
                    streams.open(connection, headers.apply(first + n));
                }
                connection.flush();
            });
        }
    }

    /** A POST without a body. */
    public static Http2Headers post(String path) {
        return request("POST", path);
    }

    /** A GET. */
    public static Http2Headers get(String path) {
        return request("GET", path);
    }

    private static Http2Headers request(String method, String path) {
        return new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("127.0.0.1");
    }

    /** Answers so far by status. */
    public Map<String, Long> statuses() {
        synchronized (statuses) {
            Map<String, Long> now = new TreeMap<>();
            statuses.forEach((status, count) -> now.put(status, count.get()));
            return now;
        }
    }

    /** Answers so far. */
    public long answers() {
        return statuses().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last piece of each answer that has ended, where it had a body. */
    public List<String> endings() {
        return List.copyOf(endings);
    }

    /** Forgets all answers so far. */
    public void forget() {
        synchronized (statuses) {
            statuses.clear();
        }
        endings.clear();
        fastestNanos.set(Long.MAX_VALUE);
        slowestNanos.set(0);
    }

    /** The shortest time from a request to its answer, in milliseconds. */
    public long fastestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(fastestNanos.get());
    }

    /** The longest time from a request to its answer, in milliseconds. */
    public long slowestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowestNanos.get());
    }

    @Override
    public void close() {
        connections.forEach(connection -> connection.close().syncUninterruptibly());
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One connection; its event loop owns it. */
    private final class Connection extends Http2ChannelDuplexHandler {
        /** When the stream with id 2n + 3 was opened. */
        private final List<Long> openedAt = new ArrayList<>();

        /** The latest piece of a stream's body, by the stream's id. */
        private final Map<Integer, String> latest = new HashMap<>();

        void open(Channel channel, Http2Headers headers) {
            openedAt.add(System.nanoTime());
            channel.write(new DefaultHttp2HeadersFrame(headers, true).stream(newStream()))
                    .addListener(written -> {
                        if (!written.isSuccess()) {
                            count("not sent: " + written.cause());
                        }
                    });
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame answer && answer.headers().status() != null) {
                long nanos = System.nanoTime() - openedAt.get((answer.stream().id() - 3) / 2);
                fastestNanos.accumulateAndGet(nanos, Math::min);
                slowestNanos.accumulateAndGet(nanos, Math::max);
                count(answer.headers().status().toString());
            } else if (frame instanceof Http2DataFrame data) {
                read(context, data);
            }
            ReferenceCountUtil.release(frame);
        }

        private void read(ChannelHandlerContext context, Http2DataFrame data) {
            // What is read makes room for more; without this a server that writes on and on comes to a halt.
            int bytes = data.initialFlowControlledBytes();
            var unused = context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes).stream(data.stream()));
            if (data.content().isReadable()) {
                latest.put(data.stream().id(), data.content().toString(StandardCharsets.UTF_8));
            }
            if (data.isEndStream()) {
                endings.add(latest.getOrDefault(data.stream().id(), ""));
            }
        }
    }

    private void count(String status) {
        synchronized (statuses) {
            statuses.computeIfAbsent(status, first -> new AtomicLong()).incrementAndGet();
        }
    }
}
