package io.seckill.gateway.layout;

import io.seckill.gateway.backlog.Backlog;
import io.seckill.gateway.publish.ClockOffset;
import io.seckill.gateway.publish.CommandPublisher;
import io.seckill.gateway.publish.CommandRouters;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.kafka.Refusals;
import io.seckill.kafka.TopicFollower;
import io.seckill.layout.Layout;
import io.seckill.layout.LayoutLog;
import io.seckill.layout.LayoutView;
import io.seckill.slots.SlotMap;
import io.seckill.v1.GatewayLease;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic seckill.slots, keeps this gateway's lease there, and has the event loops do what
 * the layout says.
 */
public final class LayoutFollower implements TopicFollower.Reader {
    private static final Logger log = LoggerFactory.getLogger(LayoutFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FAREWELL_MILLIS = 1_000;

    /**
     * What follows the layout.
     *
     * @param vertx runs what must wait
     * @param publisher knows when what it took is settled
     * @param commandRouters are told where commands go
     * @param backlog has a place for each queue
     * @param clockOffset hears how the log's clock goes, also while nobody buys
     */
    public record Followers(
            Vertx vertx,
            CommandPublisher publisher,
            CommandRouters commandRouters,
            Backlog backlog,
            ClockOffset clockOffset) {}

    private final Refusals refusals = new Refusals(log);
    private final String topic;
    private final TopicFollower follower;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Followers followers;
    private final GatewayLease basis;
    private final Lease lease;
    private final AddressClaim claim;
    private final LayoutView view = new LayoutView(); // of the follower's context
    private final Promise<Void> open = Promise.promise();
    private String address = ""; // written before that starts
    private @Nullable SlotMap toFreeze; // of the follower's context; held back for, and not yet settled
    private Future<Void> held = Future.succeededFuture(); // of the follower's context
    private volatile long adopted; // written there
    private volatile long frozen; // written when all that was sent before is settled

    /** A follower for a gateway of {@code settings} in its life {@code epoch}. */
    public LayoutFollower(GatewaySettings settings, long epoch, Followers followers) {
        this.followers = followers;
        this.topic = settings.topics().slots();
        this.lease = new Lease(Lease.DURATION, Lease.RENEWAL, System::nanoTime);
        this.claim = new AddressClaim(epoch, Lease.DURATION, System::nanoTime);
        Duration settledAfter = Lease.DURATION.plus(settings.publish().deliveryTimeout());
        this.basis = GatewayLease.newBuilder()
                .setEpoch(epoch)
                .setSettledAfterMillis(settledAfter.toMillis())
                .build();
        this.follower = new TopicFollower(settings.kafka().with(consuming()), topic, POLL, this);
        Properties producing = new Properties();
        producing.putAll(settings.kafka().with(properties()));
        this.producer = KafkaProducer.create(followers.vertx(), producing, byte[].class, byte[].class);
        producer.exceptionHandler(failure -> refusals.failed("the lease in " + topic + " was not renewed", failure));
    }

    /** A broker that vanished must not cost the lease for the half minute that a consumer waits for an answer by default. */
    private static Map<String, Object> consuming() {
        Map<String, Object> properties = new HashMap<>(LayoutLog.consuming("seckill-gateway-slots"));
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Lease.DURATION.toMillis());
        return properties;
    }

    /** A producer of its own: a full buffer of commands must not cost the lease. */
    private static Map<String, Object> properties() {
        int renewal = (int) Lease.RENEWAL.toMillis();
        return Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "seckill-gateway-slots",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) renewal,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                renewal,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                renewal,
                ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG,
                50L,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500L,
                // The record that counts is the one whose acknowledgement was seen.
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false);
    }

    /**
     * Begins, for a gateway that backends reach at {@code replyTo}.
     *
     * @return completes when commands may go
     */
    public Future<Void> start(String replyTo) {
        address = replyTo;
        return follower.follow(followers.vertx()).compose(following -> open.future());
    }

    /** The version of the table by which commands go; 0 before there is one. */
    public long version() {
        return adopted;
    }

    /** Whether another gateway announces the same address, so that one of the two hears no answers. */
    public boolean sharesItsAddress() {
        return claim.isShared();
    }

    /** Whether it does so, and did before this one: then this one appends nothing, since its answers would go there. */
    public boolean isLateAtItsAddress() {
        return claim.isLate();
    }

    /** Stops, and takes the lease back: to be called when nothing more is appended. */
    public Future<Void> close() {
        return follower.close().eventually(() -> {
            if (!address.isEmpty() && !claim.isLate()) {
                send(null);
            }
            return producer.close(FAREWELL_MILLIS);
        });
    }

    /** The lease goes first: what is written before it is read, and whoever writes after it finds it. */
    @Override
    public void turn() {
        // The key is the address's: a late one would speak for the gateway that was there before.
        if (!claim.isLate() && lease.isDue()) {
            send(basis.toBuilder()
                    .setAdoptedVersion(adopted)
                    .setFrozenVersion(frozen)
                    .build());
        }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        Layout layout = view.take(record) ? view.layout() : null;
        watchTheAddress(record.key());
        if (layout != null) {
            adopt(layout);
        }
    }

    @Override
    public void reached(long position) {
        settle();
        long until = lease.readUpTo(position);
        if (until != 0 && !claim.isLate()) {
            followers.commandRouters().openUntil(until).onSuccess(told -> open.tryComplete());
        }
    }

    private void watchTheAddress(byte[] key) {
        LayoutView.Lease latest = Arrays.equals(key, leaseKey()) ? view.leases().get(address) : null;
        if (latest == null) {
            return;
        }
        claim.read(latest.lease().getEpoch());
        if (claim.isLate()) {
            followers.commandRouters().openUntil(System.nanoTime());
        }
    }

    private byte[] leaseKey() {
        return (LayoutView.LEASE + address).getBytes(StandardCharsets.UTF_8);
    }

    private void send(@Nullable GatewayLease record) {
        byte[] value = record == null ? null : record.toByteArray();
        long sentAt = followers.clockOffset().now();
        producer.send(KafkaProducerRecord.create(topic, leaseKey(), value, 0))
                .onSuccess(written -> {
                    followers.clockOffset().observe(sentAt, written.getTimestamp());
                    lease.written(written.getOffset());
                })
                .onFailure(unwritten -> lease.failed());
    }

    private void adopt(Layout layout) {
        followers.backlog().grow(layout.queues());
        if (!followers.publisher().hasRoomFor(layout.queues())) {
            log.warn(
                    "there are {} queues now, and the buffer of commands does not hold a batch for each: some purchases will"
                            + " be answered QUEUE_UNAVAILABLE; raise it, or set topics.queues to {}",
                    layout.queues(),
                    layout.queues());
        }
        long version = layout.current().version();
        if (version != adopted) {
            log.info(
                    "commands go by table {}, to {} queues",
                    version,
                    layout.current().queues());
            adopted = version;
            followers.commandRouters().follow(layout.routing()).onSuccess(done -> lease.renewSoon());
        }
        SlotMap awaited = layout.awaited();
        toFreeze = null;
        if (awaited != null && awaited.version() > frozen) {
            toFreeze = awaited;
            // At once, and before the lease is extended: whoever reads of a freeze appends nothing that it is about.
            log.info("holding back what belongs to slots that move, for table {}", awaited.version());
            held = followers.commandRouters().hold(awaited);
        }
    }

    /** Says so once nothing is under way that was sent before, and the producer knows the queues that come. */
    private void settle() {
        SlotMap next = toFreeze;
        if (next == null || !held.isComplete() || !followers.publisher().knows(next.queues())) {
            return;
        }
        toFreeze = null;
        followers
                .vertx()
                .executeBlocking(
                        () -> {
                            followers.publisher().settle();
                            return next.version();
                        },
                        false)
                .onSuccess(version -> {
                    frozen = version;
                    lease.renewSoon();
                    follower.wakeUp();
                });
    }
}
