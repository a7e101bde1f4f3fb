package io.seckill.proof.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.seckill.testkit.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link between real sockets: a client dials the link, a server accepts what the link dials. */
class LinkTest {
    private static final String ADDRESS = "127.77.9.1";
    private static final int LONG_MILLIS = 20_000; // only a failure takes it
    private static final int SHORT_MILLIS = 300;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket server;
    private Link link;

    /** Both ends of a connection by way of the link. */
    private record Pair(Socket client, Socket server) {
        void passesBothWays() throws IOException {
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);
            server.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @BeforeEach
    void open() throws IOException {
        int port = TestPorts.next();
        server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setSoTimeout(LONG_MILLIS);
        link = new Link("client -> server", ADDRESS, List.of(port), loops.next());
    }

    @AfterEach
    void close() throws Exception {
        link.close();
        server.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Pair connect() throws IOException {
        Socket client = dial();
        Socket accepted = server.accept();
        opened.add(accepted);
        accepted.setSoTimeout(LONG_MILLIS);
        return new Pair(client, accepted);
    }

    private Socket dial() throws IOException {
        Socket client = new Socket();
        opened.add(client);
        client.setSoTimeout(LONG_MILLIS);
        client.connect(new InetSocketAddress(ADDRESS, server.getLocalPort()), LONG_MILLIS);
        return client;
    }

    private static void isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LONG_MILLIS);
    }

    private static void isReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void bytesPassBothWays() throws IOException {
        Pair pair = connect();
        byte[] many = new byte[5_000_000];
        many[many.length - 1] = 7;

        pair.passesBothWays();
        Thread sender = new Thread(() -> send(pair.client, many));
        sender.start();

        assertThat(pair.server.getInputStream().readNBytes(many.length)).isEqualTo(many);
        pair.passesBothWays();
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEndOfAConnectionPasses() throws IOException {
        Pair pair = connect();
        pair.client.getOutputStream().write(new byte[] {1, 2});

        pair.client.close();

        assertThat(pair.server.getInputStream().readAllBytes()).containsExactly(1, 2);
    }

    @Test
    void whoDialsAServerThatIsAwayIsCutOff() throws IOException {
        server.close();

        isReset(dial());
    }

    @Test
    void aCutEndsConnectionsAtBothEndsAndLetsNewOnesIn() throws IOException {
        Pair pair = connect();

        link.cut();

        isReset(pair.client);
        isReset(pair.server);
        connect().passesBothWays();
    }

    @Test
    void whatRefusesEndsConnectionsAndLetsNoneInUntilItPasses() throws IOException {
        Pair pair = connect();

        link.refuse();

        isReset(pair.client);
        // Java closes a listening socket with the selector's next turn.
        await().untilAsserted(() -> assertThatThrownBy(this::dial).isInstanceOf(ConnectException.class));
        link.pass();
        connect().passesBothWays();
    }

    @Test
    void aDelayHoldsBytesUpAndKeepsTheirOrder() throws IOException {
        Pair pair = connect();
        link.delay(Duration.ofMillis(SHORT_MILLIS));

        long begun = System.nanoTime();
        pair.client.getOutputStream().write(new byte[] {1, 2});

        assertThat(pair.server.getInputStream().readNBytes(2)).containsExactly(1, 2);
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(SHORT_MILLIS).toNanos());
    }

    @Test
    void whatIsDelayedArrivesWhenTheDelayEnds() throws IOException {
        Pair pair = connect();
        link.delay(Duration.ofHours(1));
        pair.client.getOutputStream().write(1);
        isSilent(pair.server);

        link.pass();

        assertThat(pair.server.getInputStream().read()).isEqualTo(1);
        pair.passesBothWays();
    }

    @Test
    void aBlackholeLosesOneDirectionOnly() throws IOException {
        Pair pair = connect();
        link.blackhole(Direction.THERE);

        pair.client.getOutputStream().write(1);
        pair.server.getOutputStream().write(2);

        assertThat(pair.client.getInputStream().read()).isEqualTo(2);
        isSilent(pair.server);
    }

    @Test
    void aBlackholeLosesTheEndOfAConnectionToo() throws IOException {
        Pair pair = connect();
        link.blackhole(Direction.BOTH);

        pair.client.close();

        isSilent(pair.server);
    }

    @Test
    void aStreamThatHasLostBytesStaysSilentWhileNewOnesPass() throws IOException {
        Pair lossy = connect();
        Pair whole = connect();
        link.blackhole(Direction.BOTH);
        lossy.client.getOutputStream().write(1);
        isSilent(lossy.server);

        link.pass();

        lossy.client.getOutputStream().write(2);
        isSilent(lossy.server);
        whole.passesBothWays();
        connect().passesBothWays();
    }

    @Test
    void idleConnectionsAreForgottenAndNobodyIsTold() throws IOException {
        Pair idle = connect();
        idle.passesBothWays();

        await().until(() -> link.forgetIdle() == 1);
        Pair young = connect();

        assertThat(link.forgetIdle()).isZero();
        idle.client.getOutputStream().write(1);
        idle.server.getOutputStream().write(1);
        isSilent(idle.server);
        isSilent(idle.client);
        young.passesBothWays();
    }
}
