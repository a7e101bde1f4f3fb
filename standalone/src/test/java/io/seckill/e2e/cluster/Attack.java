package io.seckill.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does one hostile thing over and over, on a thread of its own, and holds on to what it has got. */
public final class Attack implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Deque<Socket> sockets = new ArrayDeque<>(); // of the thread
    private final int mostSockets;

    /** What an attack does at each turn. */
    @FunctionalInterface
    public interface Turn {
        /** Acts once; a refusal by the server is an {@link IOException}, and what was to be expected. */
        void act(Attack attack) throws IOException;
    }

    private Attack(int mostSockets) {
        this.mostSockets = mostSockets;
    }

    /** Starts to act every {@code pauseMillis}, with up to {@code mostSockets} sockets open at once. */
    public static Attack start(int mostSockets, long pauseMillis, Turn turn) {
        Attack attack = new Attack(mostSockets);
        var unused = attack.thread.scheduleAtFixedRate(
                () -> {
                    try {
                        turn.act(attack);
                    } catch (IOException refused) {
                        // As hoped for.
                    }
                },
                0,
                pauseMillis,
                TimeUnit.MILLISECONDS);
        return attack;
    }

    /** Opens a socket to {@code port}, sends {@code bytes} and never reads; past the most, the first one is closed. */
    public void send(int port, byte[] bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        if (sockets.size() > mostSockets) {
            cut(sockets.remove());
        }
        socket.getOutputStream().write(bytes);
    }

    private static void cut(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        thread.execute(() -> sockets.forEach(socket -> {
            try {
                cut(socket);
            } catch (IOException gone) {
                // So be it.
            }
        }));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("an attack does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
