package io.seckill.proof.report;

import io.seckill.proof.history.Call;
import io.seckill.proof.history.History;
import io.seckill.proof.history.Line;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A campaign of a minute as it might have been: eight clients, four queues, and three faults. A killed backend stops
 * queue 1, a cut link takes a gateway's broker, a frozen backend makes all slow.
 */
final class SampleCampaign {
    private static final long SECOND = 1_000_000_000L;
    private static final int CLIENTS = 8;
    private static final int QUEUES = 4;

    private final Random random;
    private final List<Line> lines = new ArrayList<>();
    private long operation;

    private SampleCampaign(long seed) {
        this.random = new Random(seed);
    }

    /** About {@code operations} of them, by {@code seed}. */
    static History of(long seed, int operations) {
        SampleCampaign campaign = new SampleCampaign(seed);
        for (int client = 0; client < CLIENTS; client++) {
            campaign.client(client, 60 * SECOND / (operations / CLIENTS));
        }
        campaign.fault(1, "kill", "backend-1", 20, 22);
        campaign.fault(2, "cut", "gateway-0 -> broker-2", 35, 38);
        campaign.fault(3, "freeze", "backend-0", 47, 49);
        campaign.probes();
        campaign.lines.sort(Comparator.comparingLong(Line::at));
        campaign.lines.add(0, new Line.Setup(0, seed, "mix", "LEDGER", QUEUES));
        return new History(campaign.lines);
    }

    private void client(int client, long pause) {
        long at = (long) (random.nextDouble() * pause);
        String last = null;
        String item = "lamp-0";
        while (at < 60 * SECOND) {
            boolean lookup = last != null && random.nextInt(4) == 0;
            long took;
            if (lookup) {
                took = ask(at, client, call(Call.Kind.LOOKUP, item, client, last), 200, accepted(last, item));
            } else {
                item = "lamp-" + random.nextInt(QUEUES);
                last = "r-" + operation;
                took = purchase(at, client, call(Call.Kind.PURCHASE, item, client, null), last);
            }
            at += took + (long) (random.nextDouble() * pause * 1.8);
        }
    }

    private long purchase(long at, int client, Call call, String request) {
        if (call.item().equals("lamp-1") && between(at, 20, 25)) {
            if (random.nextInt(3) == 0) {
                lines.add(asked(at, client, call));
                lines.add(new Line.Lost(at + 2 * SECOND, operation++, "no answer within 2 s"));
                return 2 * SECOND;
            }
            return ask(at, client, call, 202, "{\"requestId\":\"%s\",\"status\":\"PENDING\"}".formatted(request));
        }
        if (client % 2 == 0 && between(at, 35, 38)) {
            return ask(at, client, call, 503, problem("QUEUE_UNAVAILABLE", "The queue takes no request."));
        }
        return random.nextInt(5) == 0
                ? ask(at, client, call, 409, problem("SOLD_OUT", "Nothing is left of " + call.item() + "."))
                : ask(at, client, call, 201, accepted(request, call.item()));
    }

    private long ask(long at, int client, Call call, int status, String body) {
        double slow = between(at, 47, 49) ? 40 : 1;
        long took = status == 202 ? SECOND / 2 : (long) (SECOND * 0.006 * slow * Math.exp(random.nextGaussian() * 0.6));
        lines.add(asked(at, client, call));
        lines.add(new Line.Answered(at + took, operation++, status, body, null));
        return took;
    }

    private Line.Asked asked(long at, int client, Call call) {
        return new Line.Asked(at, operation, client, client % 2, call);
    }

    private static Call call(Call.Kind kind, String item, int client, @Nullable String request) {
        return new Call(kind, item, "user-" + client, request, null, null, kind == Call.Kind.PURCHASE ? 1 : 0, 0, 0);
    }

    private void fault(long fault, String kind, String target, long from, long to) {
        lines.add(new Line.Fault(from * SECOND, fault, true, kind, target));
        lines.add(new Line.Fault(to * SECOND, fault, false, kind, target));
    }

    private void probes() {
        for (int queue = 0; queue < QUEUES; queue++) {
            for (long at = 0; at < 60 * SECOND; at += SECOND / 4) {
                if (queue != 1 || !between(at, 20, 25)) {
                    lines.add(new Line.Served(at + SECOND / 100, queue, at));
                }
            }
        }
    }

    private static boolean between(long at, long from, long to) {
        return at >= from * SECOND && at < to * SECOND;
    }

    static String accepted(String request, String item) {
        return new JsonObject()
                .put("requestId", request)
                .put("itemId", item)
                .put("quantity", 1)
                .put("orderId", request)
                .put("status", "ACCEPTED")
                .encode();
    }

    static String problem(String code, String detail) {
        return new JsonObject().put("code", code).put("detail", detail).encode();
    }
}
