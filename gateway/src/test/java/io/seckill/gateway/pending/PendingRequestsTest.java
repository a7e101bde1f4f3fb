package io.seckill.gateway.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seckill.v1.Receipt;
import io.seckill.v1.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private final Accounting accounting = new Accounting();
    private final AtomicLong now = new AtomicLong();
    private final PendingRequests pending = new PendingRequests(3, 16, accounting, now::get);
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

        expire(99);
        assertThat(request.over).isZero();
        expire(110);
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
        assertThatThrownBy(() -> registered(100)).isInstanceOf(IllegalStateException.class);
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
        Probe victim = registered(100);
        Probe killer = registered(100);
        killer.queued = true;
        killer.result.onFailure(over -> pending.end(victim.id(), Ending.DISCONNECTED));
        victim.queued = true;

        expire(200);

        assertThat(victim.over + killer.over).isEqualTo(2);
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
        AtomicLong clock = new AtomicLong();
        PendingRequests tested = new PendingRequests(1_000, 1 << 16, books, clock::get);
        Map<Probe, Long> model = new HashMap<>();
        List<Probe> all = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long wait = random.nextInt(40_000);
                    Probe request = new Probe(tested, wait);
                    request.queued = true;
                    model.put(request, clock.get() + wait);
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
                    clock.addAndGet(random.nextInt(60_000));
                    tested.expire();
                    long lastTick = clock.get() - clock.get() % PendingRequests.TICK_MILLIS;
                    model.values().removeIf(due -> due <= lastTick);
                }
            }
            assertThat(tested.size()).isEqualTo(model.size());
        }
        assertThat(all).allMatch(request -> request.decided + request.over == (model.containsKey(request) ? 0 : 1));
        assertThat(books.opened())
                .isEqualTo(model.size() + books.ended(Ending.REPLIED) + books.ended(Ending.PENDING_ANSWERED));
    }

    @Test
    void aTimeoutSaysWhetherTheCommandWasQueued() {
        Probe queued = registered(100);
        Probe notYet = registered(100);
        queued.queued = true;

        expire(110);

        assertThat(queued.result.cause()).isSameAs(WaitEnded.by(Ending.PENDING_ANSWERED));
        assertThat(notYet.result.cause()).isSameAs(WaitEnded.by(Ending.SEND_FAILED));
        assertThat(accounting.ended(Ending.PENDING_ANSWERED)).isEqualTo(1);
        assertThat(accounting.ended(Ending.SEND_FAILED)).isEqualTo(1);
    }

    private void expire(long nowMillis) {
        now.set(nowMillis);
        pending.expire();
    }

    private Probe registered(long waitMillis) {
        return new Probe(pending, waitMillis);
    }

    private final class Probe {
        private final RequestId id = RequestId.of(0, 0, ++nonce * 0x9E3779B97F4A7C15L);
        private final Future<Result> result;
        private int decided;
        private int over;
        private boolean queued;

        Probe(PendingRequests map, long waitMillis) {
            result = map.register(id, waitMillis, () -> queued ? Ending.PENDING_ANSWERED : Ending.SEND_FAILED)
                    .onSuccess(decision -> decided++)
                    .onFailure(ended -> over++);
        }

        RequestId id() {
            return id;
        }
    }
}
