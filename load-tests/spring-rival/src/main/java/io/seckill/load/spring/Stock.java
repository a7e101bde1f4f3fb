package io.seckill.load.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The units that are left, in memory: each item has plenty when the replier starts. Thread-safe. */
@Component
@Profile("replier")
class Stock {
    private static final long PLENTY = 1_000_000_000;

    private final Map<String, AtomicLong> left = new ConcurrentHashMap<>();

    /** A request as the topic has it: cheaper than JSON, in favour of the rival. */
    static String purchase(String user, int quantity) {
        return user + ' ' + quantity;
    }

    /** The id of the order that {@code purchase} wins of {@code item}; empty where too few units are left. */
    String sell(String item, String purchase) {
        long quantity = Long.parseLong(purchase, purchase.lastIndexOf(' ') + 1, purchase.length(), 10);
        AtomicLong units = left.computeIfAbsent(item, first -> new AtomicLong(PLENTY));
        long before = units.getAndUpdate(now -> now >= quantity ? now - quantity : now);
        return before >= quantity ? Long.toHexString(ThreadLocalRandom.current().nextLong()) : "";
    }
}
