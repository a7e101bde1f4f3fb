package io.seckill.gateway.pending;

import static org.assertj.core.api.Assertions.assertThat;

import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private final Accounting accounting = new Accounting();
    private final PendingRequests pending = new PendingRequests(3, 16, accounting, 0);
    private long nonce = 1000;

    @Test
    void resultCompletesItsRequestOnce() {
        Probe request = registered(100);

        assertThat(pending.resolve(request.id(), Result.getDefaultInstance())).isEqualTo(Receipt.RECEIPT_RESOLVED);
        assertThat(pending.resolve(request.id(), Result.getDefaultInstance())).isEqualTo(Receipt.RECEIPT_LATE);

        assertThat(request.decided).isEqualTo(1);
        assertThat(request.over).isZero();
    }

    @Test
    void resultForAnIdNeverGivenIsUnknown() {
        Probe request = registered(100);
        RequestId sameNonce =
                new RequestId(request.id().timeAndLoop() + 1, request.id().nonce());

        assertThat(pending.resolve(RequestId.of(5, 0, 77), Result.getDefaultInstance()))
                .isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(pending.resolve(sameNonce, Result.getDefaultInstance())).isEqualTo(Receipt.RECEIPT_UNKNOWN);
        assertThat(request.decided).isZero();
    }

    @Test
    void waitEndsAtItsDeadlineAndTheLateResultIsCounted() {
        Probe request = registered(100);

        pending.expire(99);
        assertThat(request.over).isZero();
        pending.expire(110);
        assertThat(request.over).isEqualTo(1);
        assertThat(pending.resolve(request.id(), Result.getDefaultInstance())).isEqualTo(Receipt.RECEIPT_LATE);
        assertThat(request.decided).isZero();
    }

    @Test
    void refusesPastItsCapacity() {
        registered(100);
        registered(100);
        registered(100);

        assertThat(pending.isFull()).isTrue();
        assertThat(pending.register(new Probe(), 100)).isFalse();
        assertThat(accounting.opened()).isEqualTo(3);
    }

    @Test
    void drainEndsEveryWait() {
        Probe one = registered(100);
        Probe other = registered(50_000);

        pending.drain();

        assertThat(one.over + other.over).isEqualTo(2);
        assertThat(accounting.ended(Ending.DRAINED)).isEqualTo(2);
        assertThat(pending.size()).isZero();
    }

    @Test
    void requestThatIsEndedByItsNeighbourIsNotEndedTwice() {
        Probe victim = new Probe();
        Probe killer = new Probe() {
            @Override
            protected Ending waitOver() {
                pending.remove(victim, Ending.DISCONNECTED);
                return super.waitOver();
            }
        };
        pending.register(victim, 100);
        pending.register(killer, 100);

        pending.expire(200);

        assertThat(victim.over).isZero();
        assertThat(accounting.ended(Ending.DISCONNECTED)).isEqualTo(1);
        assertThat(accounting.ended(Ending.PENDING_ANSWERED)).isEqualTo(1);
    }

    /** Random registrations, results, hang-ups and time against a plain map of deadlines. */
    @Test
    void behavesLikeAPlainMapOfDeadlines() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            compareWithAPlainMap(random);
        }
    }

    private void compareWithAPlainMap(Random random) {
        Accounting books = new Accounting();
        PendingRequests tested = new PendingRequests(1_000, 1 << 16, books, 0);
        Map<Probe, Long> model = new HashMap<>();
        List<Probe> all = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Probe request = new Probe();
                    long due = now + random.nextInt(40_000);
                    tested.register(request, due);
                    model.put(request, due);
                    all.add(request);
                }
                case 2 -> {
                    if (!all.isEmpty()) {
                        Probe request = all.get(random.nextInt(all.size()));
                        Receipt receipt = tested.resolve(request.id(), Result.getDefaultInstance());
                        assertThat(receipt == Receipt.RECEIPT_RESOLVED).isEqualTo(model.remove(request) != null);
                    }
                }
                default -> {
                    now += random.nextInt(60_000);
                    tested.expire(now);
                    long lastTick = now - now % PendingRequests.TICK_MILLIS;
                    model.values().removeIf(due -> due <= lastTick);
                }
            }
            assertThat(tested.size()).isEqualTo(model.size());
        }
        assertThat(all).allMatch(request -> request.decided + request.over == (model.containsKey(request) ? 0 : 1));
        assertThat(books.opened())
                .isEqualTo(model.size() + books.ended(Ending.REPLIED) + books.ended(Ending.PENDING_ANSWERED));
    }

    private Probe registered(long due) {
        Probe request = new Probe();
        assertThat(pending.register(request, due)).isTrue();
        return request;
    }

    private class Probe extends PendingRequest {
        private int decided;
        private int over;

        Probe() {
            super(RequestId.of(0, 0, ++nonce * 0x9E3779B97F4A7C15L));
        }

        @Override
        protected void decided(Result result) {
            decided++;
        }

        @Override
        protected Ending waitOver() {
            over++;
            return Ending.PENDING_ANSWERED;
        }
    }
}
