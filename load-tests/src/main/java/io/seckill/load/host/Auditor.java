package io.seckill.load.host;

import io.seckill.load.sale.Audit;
import io.seckill.load.sale.Books;
import io.seckill.load.sale.Ledger;
import io.seckill.load.sale.SaleDesk;
import io.seckill.load.simulation.Answers;
import io.seckill.load.simulation.Brief;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the ledger and the gateway, once they have come to rest, and lets the {@link Audit} judge. */
final class Auditor {
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Target target;
    private final Brief brief;
    private final boolean sellsOut;
    private final SaleDesk desk;

    Auditor(Target target, Brief brief, boolean sellsOut) {
        this.target = target;
        this.brief = brief;
        this.sellsOut = sellsOut;
        this.desk = new SaleDesk(target.buyers(), target.operators());
    }

    /** What is wrong, after what is still under way has had time to come in. */
    List<String> problems(Answers answers) throws InterruptedException {
        long untold = answers.of(202) + answers.of(504) + answers.of(Answers.NONE);
        Audit audit = new Audit(answers.of(201), untold, brief.stock(), sellsOut && answers.of(409) > 0);
        long deadline = System.nanoTime() + REST.toNanos();
        while (true) {
            Audit.Sold sold = sold();
            Books books = Books.parse(desk.metrics());
            List<String> problems = audit.problems(sold, Optional.of(books));
            boolean allIn = problems.isEmpty() && sold.total() == audit.told() + audit.untold();
            if (allIn || System.nanoTime() > deadline || (problems.isEmpty() && untold == 0)) {
                print(audit, sold, books);
                return problems;
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    private void print(Audit audit, Audit.Sold sold, Books books) {
        System.out.printf(
                "audit: %,d buyers were told that they have a unit, %,d left without knowing; %,d units are sold"
                        + " of %,d (%s); books: %s%n",
                audit.told(),
                audit.untold(),
                sold.total(),
                brief.stock() * brief.items(),
                target.kafka().isPresent() ? "read from the ledger" : "as the gateway shows it",
                books);
    }

    private Audit.Sold sold() throws InterruptedException {
        Map<String, Long> units = new HashMap<>();
        if (target.kafka().isPresent()) {
            Ledger ledger = Ledger.read(target.kafka().get(), brief.itemIds());
            brief.itemIds().forEach(item -> units.put(item, ledger.units(item)));
            return new Audit.Sold(units, ledger.secondOrders());
        }
        for (String item : brief.itemIds()) {
            JsonObject shown = desk.item(item).orElseThrow();
            units.put(item, shown.getLong("stock") - shown.getLong("remaining"));
        }
        return new Audit.Sold(units, 0);
    }
}
