package io.seckill.load.measure;

/** What a process does in a measurement. */
public enum Role {
    /** Sends the load and measures the answers: the benchmark itself. */
    GENERATOR,
    /** Takes the requests: the gateway, or what is measured in its place. */
    GATEWAY,
    /** Decides. */
    BACKEND,
    /** Kafka. */
    BROKER;

    /** As the report prints it. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
