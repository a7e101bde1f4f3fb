package io.seckill.kafka;

import io.seckill.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and refuses those that contradict the settings. */
public final class Topics {
    /**
     * The largest record that the retry topic takes: twice what a broker takes by default, so that what has filled a record of
     * a queue fits once more, with headers.
     */
    public static final int MAX_RETRY_BYTES = 2 * 1024 * 1024;

    /** With it the requests' topic is created: an undecided command outlives a long outage of all backends. */
    public static final Duration REQUESTS_RETENTION = Duration.ofDays(7);

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private static final String UNBOUNDED = "-1";
    private static final int VISIBILITY_CHECKS = 100;
    private static final Executor SHORTLY = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    /**
     * The ledger is read whole at a take-over, and the segment being written is never compacted: so a small one. But nothing
     * is compacted before a rush is over: the broker's cleaner would take two fifths of a core from it.
     */
    private static final Map<String, String> LEDGER = Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 * 1024 * 1024),
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Integer.toString(2 * 60 * 1000));

    private static final Map<String, String> LARGE_RECORDS =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RETRY_BYTES));

    /**
     * What a topic must be.
     *
     * @param partitions with so many it is created; it may have been given more
     * @param checked the broker-side settings on which correctness hangs
     * @param chosen those with which it is created, and which an operator may change
     */
    private record Wanted(String name, int partitions, Map<String, String> checked, Map<String, String> chosen) {}

    private final TopicSettings settings;
    private final Map<String, Wanted> wanted;

    /** The topics that {@code settings} describe, but for that of events. */
    public Topics(TopicSettings settings) {
        this(settings, false);
    }

    /** The topics that {@code settings} describe, that of events only with {@code withEvents}. */
    public Topics(TopicSettings settings, boolean withEvents) {
        this.settings = settings;
        Map<String, String> compacted = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        Map<String, String> timed = Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        Map<String, String> kept = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        Map<String, String> lasting = Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(REQUESTS_RETENTION.toMillis()),
                TopicConfig.RETENTION_BYTES_CONFIG,
                UNBOUNDED);
        Wanted events = new Wanted(settings.events(), settings.queues(), kept, lasting);
        this.wanted = Stream.concat(
                        withEvents ? Stream.of(events) : Stream.empty(),
                        Stream.of(
                                new Wanted(settings.requests(), settings.queues(), both(kept, timed), lasting),
                                new Wanted(settings.orders(), settings.queues(), compacted, LEDGER),
                                new Wanted(settings.items(), 1, compacted, Map.of()),
                                new Wanted(settings.retries(), settings.queues(), kept, LARGE_RECORDS),
                                new Wanted(settings.deadLetters(), settings.queues(), kept, Map.of()),
                                new Wanted(settings.slots(), 1, both(compacted, timed), Map.of())))
                .collect(Collectors.toMap(Wanted::name, topic -> topic));
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    /**
     * Creates what is missing and checks the rest.
     *
     * @return completes when every topic stands as configured; fails with {@link SettingsException} on one that
     *     contradicts, with Kafka's own exception where the cluster cannot be asked
     */
    public CompletionStage<Void> ensure(Admin admin) {
        return describe(admin, failure -> failure instanceof UnknownTopicOrPartitionException)
                .thenCompose(there -> create(admin, there.keySet()))
                .thenCompose(created -> checkWhenVisible(admin, VISIBILITY_CHECKS));
    }

    /** Only what is missing: who may not create topics can still start where they are. */
    private CompletionStage<?> create(Admin admin, Set<String> there) {
        List<NewTopic> missing = wanted.values().stream()
                .filter(topic -> !there.contains(topic.name()))
                .map(this::newTopic)
                .toList();
        return answers(
                "create the topic ", admin.createTopics(missing).values(), TopicExistsException.class::isInstance);
    }

    private CompletionStage<Map<String, TopicDescription>> describe(Admin admin, Predicate<Throwable> leftOut) {
        return described(admin.describeTopics(wanted.keySet()), leftOut);
    }

    /**
     * What the topics are that were {@code asked} for.
     *
     * @return by name, without those whose question fails with what is {@code leftOut}; fails as any other does
     */
    public static CompletionStage<Map<String, TopicDescription>> described(
            DescribeTopicsResult asked, Predicate<Throwable> leftOut) {
        return answers("describe the topic ", asked.topicNameValues(), leftOut);
    }

    private static <T> CompletionStage<Map<String, T>> answers(
            String question, Map<String, KafkaFuture<T>> asked, Predicate<Throwable> leftOut) {
        Map<String, T> answers = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> settled = new ArrayList<>();
        asked.forEach((topic, answer) ->
                settled.add(answer.toCompletionStage().toCompletableFuture().handle((value, failure) -> {
                    if (failure != null && !leftOut.test(rootOf(failure))) {
                        throw new CompletionException(Refusals.naming(question + topic, failure));
                    }
                    if (value != null) { // nothing is said of a creation
                        answers.put(topic, value);
                    }
                    return null;
                })));
        return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers);
    }

    private NewTopic newTopic(Wanted topic) {
        Map<String, String> configs = new HashMap<>(topic.checked());
        configs.putAll(topic.chosen());
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(settings.minInsyncReplicas()));
        configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        return new NewTopic(topic.name(), topic.partitions(), (short) settings.replication()).configs(configs);
    }

    /** A topic that has just been created is not known to every broker at once. */
    private CompletionStage<Void> checkWhenVisible(Admin admin, int checksLeft) {
        return check(admin).exceptionallyCompose(failure -> {
            boolean early = rootOf(failure) instanceof UnknownTopicOrPartitionException;
            return early && checksLeft > 0
                    ? CompletableFuture.runAsync(() -> {}, SHORTLY)
                            .thenCompose(waited -> checkWhenVisible(admin, checksLeft - 1))
                    : CompletableFuture.failedStage(rootOf(failure));
        });
    }

    private CompletionStage<Void> check(Admin admin) {
        var resources = wanted.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, KafkaFuture<Config>> configs = new HashMap<>();
        admin.describeConfigs(resources).values().forEach((resource, config) -> configs.put(resource.name(), config));
        var settingsOf = answers("describe the configuration of the topic ", configs, failure -> false);
        return describe(admin, failure -> false).thenCombine(settingsOf, (topics, told) -> {
            topics.values().forEach(this::checkLayout);
            told.forEach(this::checkConfig);
            return null;
        });
    }

    private void checkLayout(TopicDescription topic) {
        int partitions = topic.partitions().size();
        int replication = topic.partitions().get(0).replicas().size();
        Wanted want = wanted.get(topic.name());
        // More are those that were added; the layout knows how many there should be.
        // Events are spread by key, and stay on as many as there were first.
        if (want != null && partitions < want.partitions() && !topic.name().equals(settings.events())) {
            throw contradiction(topic.name(), partitions + " partitions", Integer.toString(want.partitions()));
        }
        if (replication != settings.replication()) {
            throw contradiction(topic.name(), "replication " + replication, Integer.toString(settings.replication()));
        }
    }

    /** Refuses {@code topic} where its {@code config} contradicts, or could lose an answer. */
    void checkConfig(String topic, Config config) {
        Wanted want = wanted.get(topic);
        if (want == null) {
            return;
        }
        want.checked().forEach((key, value) -> {
            String actual = config.get(key).value();
            if (!value.equals(actual)) {
                throw contradiction(topic, key + "=" + actual, value);
            }
        });
        checkDurability(topic, config);
        if (topic.equals(settings.requests())) {
            warnOfRetention(config);
        }
    }

    /** What was answered must not be lost with one broker: records on fewer copies than the settings ask for would be. */
    private void checkDurability(String topic, Config config) {
        String copies = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
        if (Integer.parseInt(copies) < settings.minInsyncReplicas()) {
            throw contradiction(
                    topic,
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG + "=" + copies,
                    Integer.toString(settings.minInsyncReplicas()));
        }
        String unclean =
                config.get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG).value();
        if (settings.replication() > 1 && Boolean.parseBoolean(unclean)) {
            throw contradiction(topic, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG + "=true", "false");
        }
    }

    /** How long is an operator's choice, but nobody should find out by commands that have vanished. */
    private void warnOfRetention(Config config) {
        String millis = config.get(TopicConfig.RETENTION_MS_CONFIG).value();
        String bytes = config.get(TopicConfig.RETENTION_BYTES_CONFIG).value();
        long time = Long.parseLong(millis);
        if ((time >= 0 && time < REQUESTS_RETENTION.toMillis()) || !bytes.equals(UNBOUNDED)) {
            log.warn(
                    "the topic {} has retention.ms={} and retention.bytes={}: commands that are undecided for longer, or"
                            + " behind more, are deleted",
                    settings.requests(),
                    millis,
                    bytes);
        }
    }

    private static SettingsException contradiction(String topic, String has, String wants) {
        return new SettingsException("the topic " + topic + " has " + has + ", but the settings ask for " + wants
                + "; change the settings, or the topic");
    }

    /** The failure inside the {@link CompletionException}s that stages wrap around it. */
    public static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? rootOf(cause) : failure;
    }
}
