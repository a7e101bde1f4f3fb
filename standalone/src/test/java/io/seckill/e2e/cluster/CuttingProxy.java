package io.seckill.e2e.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes one exchange a connection on to a port of this machine, and cuts two of three connections: one before what it
 * brings has arrived, and one when the answer comes.
 */
public final class CuttingProxy {
    private static final int ALL = 3;
    private static final int CUT_BEFORE = 0;
    private static final int CUT_AFTER = 1;

    private final NetClient client;
    private final int target;
    private final NetServer server;
    private final AtomicInteger connections = new AtomicInteger();

    /** Listens, on {@code vertx}, before the port {@code target}. */
    public CuttingProxy(Vertx vertx, int target) {
        this.client = vertx.createNetClient();
        this.target = target;
        this.server =
                Now.get(vertx.createNetServer().connectHandler(this::accept).listen(0, "127.0.0.1"));
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    /** How many connections it has cut. */
    public int cut() {
        return connections.get() / ALL * 2;
    }

    private void accept(NetSocket caller) {
        int fate = connections.getAndIncrement() % ALL;
        caller.exceptionHandler(gone -> {});
        caller.pause();
        client.connect(target, "127.0.0.1").onFailure(refused -> caller.close()).onSuccess(served -> {
            served.exceptionHandler(gone -> {}).closeHandler(closed -> caller.close());
            caller.closeHandler(closed -> served.close());
            served.handler(answer -> answer(caller, answer, fate));
            caller.handler(request -> {
                if (fate == CUT_BEFORE) {
                    caller.close();
                } else {
                    served.write(request);
                }
            });
            caller.resume();
        });
    }

    /** Our servers' answers are small enough to come in one piece. */
    private static void answer(NetSocket caller, Buffer answer, int fate) {
        if (fate == CUT_AFTER) {
            caller.close();
        } else {
            caller.end(answer);
        }
    }
}
